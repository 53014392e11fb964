using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>A time zone with its abbreviations, which <see cref="TimeZoneInfo"/> does not know.</summary>
/// <remarks>
/// Offsets come from <see cref="TimeZoneInfo"/>. Abbreviations come from the zone's file in the system's database; where
/// there is none, the offset stands for them, as Go prints zones without a name.
/// </remarks>
internal sealed class GoZone
{
    private static readonly ConcurrentDictionary<string, GoZone?> Known = new(StringComparer.Ordinal);

    private readonly TimeZoneInfo? _zone;
    private readonly string? _fixedName;
    private readonly int _fixedOffset;
    private readonly ZoneNames _names = ZoneNames.None;

    private GoZone(string name, TimeZoneInfo zone, ZoneNames names) => (Name, _zone, _names) = (name, zone, names);

    private GoZone(string name, string fixedName, int offset) => (Name, _fixedName, _fixedOffset) = (name, fixedName, offset);

    public static GoZone Utc { get; } = new("UTC", "UTC", 0);

    /// <summary>Name of the location: <c>UTC</c>, <c>Local</c> or of the database.</summary>
    public string Name { get; }

    /// <summary>A zone that never changes.</summary>
    public static GoZone Fixed(string name, int offsetSeconds) => new(name, name, offsetSeconds);

    /// <summary>The zone of the process under Go's name for it.</summary>
    public static GoZone Local(TimeZoneInfo zone) =>
        zone.Id is "UTC" or "Etc/UTC" || zone.Equals(TimeZoneInfo.Utc) ? new GoZone("Local", "UTC", 0) : new GoZone("Local", zone, ZoneNames.Load(zone.Id));

    /// <summary>A zone of the database; null when it has none of that name.</summary>
    public static GoZone? Find(string name) => name is "" or "UTC" ? Utc : Known.GetOrAdd(name, static n =>
        IsName(n) && TimeZoneInfo.TryFindSystemTimeZoneById(n, out var zone) ? new GoZone(n, zone, ZoneNames.Load(n)) : null);

    /// <summary>Abbreviation and offset in seconds at a moment of Unix time.</summary>
    public (string Abbreviation, int Offset) At(long unixSeconds)
    {
        if (_zone is null)
        {
            return (_fixedName ?? "", _fixedOffset);
        }

        var utc = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds())).UtcDateTime;
        var offset = (int)_zone.GetUtcOffset(utc).TotalSeconds;
        return (_names.At(unixSeconds, _zone.IsDaylightSavingTime(utc)) ?? OffsetName(offset), offset);
    }

    private static bool IsName(string name) =>
        name.Length < 100 && name[0] != '/' && !name.Contains("..", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');

    private static string OffsetName(int offset)
    {
        var minutes = Math.Abs(offset) / 60;
        return $"{(offset < 0 ? '-' : '+')}{minutes / 60:00}{(minutes % 60 == 0 ? "" : (minutes % 60).ToString("00", null))}";
    }

    /// <summary>Abbreviations of a zone over time (RFC 8536).</summary>
    private sealed record ZoneNames(long[] Transitions, string[] Names, string? Standard, string? Daylight)
    {
        private const string Database = "/usr/share/zoneinfo";
        private const int HeaderLength = 44;
        private const int MaxFileLength = 64 * 1024;

        public static ZoneNames None { get; } = new([], [], null, null);

        public static ZoneNames Load(string name)
        {
            try
            {
                var file = new FileInfo(Path.Combine(Database, name));
                return file is { Exists: true, Length: > HeaderLength and < MaxFileLength } ? Read(File.ReadAllBytes(file.FullName)) : None;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
            {
                return None;
            }
        }

        public string? At(long unixSeconds, bool isDaylight)
        {
            var i = Array.BinarySearch(Transitions, unixSeconds);
            i = i < 0 ? ~i - 1 : i;
            return i >= 0 && (i < Transitions.Length - 1 || Standard is null) ? Names[i] : isDaylight ? Daylight ?? Standard : Standard;
        }

        private static ZoneNames Read(byte[] data)
        {
            // The first block is for readers of 32 bits; the second has the same shape with 64-bit times.
            if (!data.AsSpan().StartsWith("TZif"u8) || data[4] < (byte)'2')
            {
                return None;
            }

            var counts = Counts(data.AsSpan());
            var first = HeaderLength + (counts[3] * 5) + (counts[4] * 6) + counts[5] + (counts[2] * 8) + counts[1] + counts[0];
            var block = data.AsSpan(first);
            counts = Counts(block);
            var times = block[HeaderLength..];
            var indexes = times[(counts[3] * 8)..];
            var types = indexes[counts[3]..];
            var texts = types[(counts[4] * 6)..];
            var transitions = new long[counts[3]];
            var names = new string[counts[3]];
            for (var i = 0; i < transitions.Length; i++)
            {
                transitions[i] = BinaryPrimitives.ReadInt64BigEndian(times[(i * 8)..]);
                names[i] = Text(texts[types[(indexes[i] * 6) + 5]..]);
            }

            var footer = Encoding.ASCII.GetString(texts[(counts[5] + (counts[2] * 12) + counts[1] + counts[0])..]).Trim('\n');
            var standard = TakeName(ref footer);
            footer = footer.TrimStart("+-0123456789:".ToCharArray());
            var daylight = footer.Length > 0 && footer[0] != ',' ? TakeName(ref footer) : null;
            return new ZoneNames(transitions, names, standard.Length == 0 ? null : standard, daylight);
        }

        /// <summary>Counts of isut, isstd, leap, time, type and character entries.</summary>
        private static int[] Counts(ReadOnlySpan<byte> header)
        {
            var counts = new int[6];
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = BinaryPrimitives.ReadInt32BigEndian(header[(20 + (i * 4))..]);
            }

            return counts;
        }

        private static string Text(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);

        private static string TakeName(ref string rule)
        {
            var length = rule.StartsWith('<') ? rule.IndexOf('>', StringComparison.Ordinal) + 1 : 0;
            while (length < rule.Length && !rule.StartsWith('<') && char.IsAsciiLetter(rule[length]))
            {
                length++;
            }

            var name = rule[..length].Trim('<', '>');
            rule = rule[length..];
            return name;
        }
    }
}
