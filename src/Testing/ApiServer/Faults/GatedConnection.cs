using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace GitOpsToolkit.Testing.ApiServer.Faults;

/// <summary>A connection whose bytes stop moving while the gate is closed, as when the machine at the other end has lost its network.</summary>
internal static class GatedConnection
{
    public static async Task RunAsync(ConnectionContext connection, ConnectionGate gate, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Transport = new GatedPipe(transport, gate);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private sealed class GatedPipe(IDuplexPipe inner, ConnectionGate gate) : IDuplexPipe
    {
        public PipeReader Input { get; } = new GatedReader(inner.Input, gate);

        public PipeWriter Output { get; } = new GatedWriter(inner.Output, gate);
    }

    private sealed class GatedReader(PipeReader inner, ConnectionGate gate) : PipeReader
    {
        private readonly int _generation = gate.Generation;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!result.IsCompleted)
            {
                await gate.PassAsync(_generation).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return result;
        }

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }

    private sealed class GatedWriter(PipeWriter inner, ConnectionGate gate) : PipeWriter
    {
        private readonly int _generation = gate.Generation;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            await gate.PassAsync(_generation).WaitAsync(cancellationToken).ConfigureAwait(false);
            return await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
