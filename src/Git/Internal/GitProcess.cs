using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>
/// One run of the git command: arguments as a list, no shell, an environment made from nothing, no prompt, no user or system
/// configuration, no hooks. The process and its children die with the cancellation token or with this object.
/// </summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int ErrorLimit = 64 * 1024;

    private readonly Process _process;
    private readonly CancellationTokenRegistration _kill;
    private readonly CancellationToken _ct;
    private readonly Task<string> _errors;

    private GitProcess(Process process, CancellationToken ct)
    {
        _process = process;
        _ct = ct;
        _kill = ct.Register(Kill);
        _errors = ReadErrorsAsync();
    }

    /// <summary>What the command prints.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the command reads; close it to say that nothing more follows.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts the command.</summary>
    /// <exception cref="GitException">The command is not installed.</exception>
    public static GitProcess Start(GitEnvironment environment, IEnumerable<string> arguments, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(environment.Command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = environment.WorkingDirectory,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment.Variables)
        {
            start.Environment[name] = value;
        }

        var started = new Process { StartInfo = start };
        try
        {
            started.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            started.Dispose();
            throw new GitException(
                GitError.NotInstalled, $"the git command '{environment.Command}' cannot be started: {e.Message}; install git 2.39 or newer and put it on PATH", e);
        }

        return new GitProcess(started, ct);
    }

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    /// <exception cref="GitProcessException">It failed, or printed more than allowed.</exception>
    public static async Task<byte[]> RunAsync(GitEnvironment environment, IEnumerable<string> arguments, long outputLimit, CancellationToken ct)
    {
        var git = Start(environment, arguments, ct);
        await using (git.ConfigureAwait(false))
        {
            git._process.StandardInput.Close();
            using var output = new MemoryStream();
            var buffer = new byte[32 * 1024];
            while (await git.Output.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var read)
            {
                if (output.Length + read > outputLimit)
                {
                    throw new GitException(GitError.TooLarge, $"git printed more than {outputLimit} bytes");
                }

                output.Write(buffer, 0, read);
            }

            await git.FinishAsync().ConfigureAwait(false);
            return output.ToArray();
        }
    }

    /// <summary>Waits for the end of the command.</summary>
    /// <exception cref="GitProcessException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled and the process killed.</exception>
    public async Task FinishAsync()
    {
        await _process.WaitForExitAsync(_ct).ConfigureAwait(false);
        _ct.ThrowIfCancellationRequested();
        if (_process.ExitCode != 0)
        {
            throw new GitProcessException(_process.ExitCode, await _errors.ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _kill.DisposeAsync().ConfigureAwait(false);
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _errors.ConfigureAwait(false);
        _process.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A process that is gone already is what is wanted.")]
    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception)
        {
            // It ended between the two calls.
        }
    }

    /// <summary>Reads everything, so that the process never blocks, and keeps the beginning.</summary>
    private async Task<string> ReadErrorsAsync()
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (await _process.StandardError.ReadAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false) is > 0 and var read)
            {
                text.Append(buffer, 0, Math.Min(read, ErrorLimit - text.Length));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe broke because the process was killed; what was read is enough.
        }

        return text.ToString();
    }
}

/// <summary>A git command ended with an error.</summary>
internal sealed class GitProcessException(int exitCode, string errors) : Exception($"git exited with {exitCode}: {errors}")
{
    public string Errors { get; } = errors;
}
