package dev.weir.autoconfigure;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.LengthFormat;
import dev.weir.frame.LineEnding;
import dev.weir.frame.LineFormat;
import dev.weir.frame.OctetCounting;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.util.unit.DataSize;

/** Creates a listener's format of a built-in type. */
final class BuiltInFormats {

    static final DataSize MAX_SIZE = DataSize.ofGigabytes(1);
    private static final int STX = 2;
    private static final int ETX = 3;
    private static final int VT = 0x0B;
    private static final int FS = 0x1C;

    private final String prefix;
    private final FramingProperties framing;
    private final int max;

    /** @throws InvalidSettingException if {@code max-size} is wrong */
    BuiltInFormats(String prefix, FramingProperties framing) {
        this.prefix = prefix;
        this.framing = framing;
        this.max = size(prefix + ".max-size", framing.maxSize(), MAX_SIZE, "Set it to 64KB, its default.");
    }

    /** @throws InvalidSettingException if a setting of the type is wrong */
    FrameFormat create(FramingType type) {
        return switch (type) {
            case LINE -> line();
            case DELIMITER -> new DelimiterMapper(prefix, framing, max).map();
            case FIXED -> fixed();
            case LENGTH -> length();
            case MLLP -> mllp();
            case SYSLOG -> syslog();
            case STX_ETX -> stxEtx();
        };
    }

    static int size(String key, DataSize size, DataSize maximum, String remedy) {
        if (size.toBytes() < 1 || size.compareTo(maximum) > 0) {
            throw new InvalidSettingException(key, size, "must be between 1B and " + maximum, remedy);
        }
        return Math.toIntExact(size.toBytes());
    }

    private FrameFormat line() {
        FramingProperties.Line line = framing.line();
        if (line.write() == LineEnding.ANY) {
            throw new InvalidSettingException(
                    prefix + ".line.write", "any", "must name one ending", "Set it to lf, crlf, cr or nul.");
        }
        for (LineEnding ending : List.of(line.ending(), line.write())) {
            checkMarks(
                    "the end of a line",
                    switch (ending) {
                        case ANY, CRLF -> new int[] {'\r', '\n'};
                        case LF -> new int[] {'\n'};
                        case CR -> new int[] {'\r'};
                        case NUL -> new int[] {0};
                    });
        }
        return new LineFormat(max, line.ending(), line.write());
    }

    private FrameFormat fixed() {
        DataSize size = framing.fixed().size();
        String key = prefix + ".fixed.size";
        if (size == null) {
            throw new InvalidSettingException(
                    key, null, "is missing", "Set it to the size of each frame, such as 188B.");
        }
        return FrameFormat.fixed(
                size(key, size, framing.maxSize(), "Correct it, or raise " + prefix + ".max-size, its maximum."));
    }

    private FrameFormat length() {
        FramingProperties.Length length = framing.length();
        Integer headerSize = length.headerSize();
        var format = new LengthFormat(
                length.size(),
                length.encoding(),
                length.order(),
                length.offset(),
                headerSize == null ? 0 : headerSize,
                length.adjust(),
                length.includes(),
                length.keepHeader(),
                length.zero(),
                max);
        return checked(() -> FrameFormat.length(format));
    }

    private FrameFormat mllp() {
        checkMarks("VT, FS or CR", VT, FS, '\r');
        return FrameFormat.mllp(max, framing.mllp().strict());
    }

    private FrameFormat syslog() {
        OctetCounting counting = framing.syslog().octetCounting();
        if (counting != OctetCounting.REQUIRED) {
            checkMarks("LF", '\n');
        }
        return FrameFormat.syslog(max, counting);
    }

    private FrameFormat stxEtx() {
        checkMarks("STX or ETX", STX, ETX);
        return FrameFormat.stxEtx(max).withCheck(framing.stxEtx().check());
    }

    private void checkMarks(String names, int... marks) {
        for (int mark : marks) {
            if (!MarkedCharset.isAsciiMark(framing.charset(), mark)) {
                throw new InvalidSettingException(
                        prefix + ".charset",
                        framing.charset(),
                        "contradicts the type " + framing.type() + ": its characters can contain the bytes of " + names,
                        "Set it to UTF-8, for example, or use the type length.");
            }
        }
    }

    /** The format's own checks name the keys below {@code framing}. */
    private FrameFormat checked(Supplier<FrameFormat> format) {
        try {
            return format.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    prefix + "." + e.getMessage(), "Correct it, or remove it for its default.");
        }
    }
}
