package dev.weir.autoconfigure;

import dev.weir.frame.DelimiterFormat;
import dev.weir.frame.FrameFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maps {@code framing.delimiter} of a listener to its format. */
final class DelimiterMapper {

    /** As in {@link FrameFormat#delimited}. */
    private static final int MAX_LENGTH = 256;

    private final String prefix;
    private final FramingProperties framing;
    private final int max;

    /**
     * @param prefix the key of {@code framing}
     * @param max maximum length of a payload, in bytes
     */
    DelimiterMapper(String prefix, FramingProperties framing, int max) {
        this.prefix = prefix;
        this.framing = framing;
        this.max = max;
    }

    FrameFormat map() {
        FramingProperties.Delimiter delimiter = framing.delimiter();
        String key = prefix + ".delimiter.ends";
        List<String> ends = delimiter.ends();
        if (ends.isEmpty()) {
            throw new InvalidSettingException(
                    key, null, "is missing", "Set it to the delimiters that end a frame, such as [\"#\", \"\\r\\n\"].");
        }
        byte[][] bytes = new byte[ends.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = toBytes(key + "[" + i + "]", ends.get(i));
        }
        DelimiterFormat format = FrameFormat.delimited(max, bytes).withKeep(delimiter.keep());
        String write = delimiter.write();
        return write == null ? format : format.withWrite(toBytes(prefix + ".delimiter.write", write));
    }

    private byte[] toBytes(String key, String text) {
        byte[] bytes;
        try {
            bytes = DelimiterText.toBytes(text, framing.charset());
        } catch (IllegalArgumentException e) {
            throw invalid(key, text, e.getMessage(), "The escapes are " + DelimiterText.ESCAPES + ".");
        }
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw invalid(key, text, "must have 1 to " + MAX_LENGTH + " bytes", "Correct it.");
        }
        if (!MarkedCharset.isMark(framing.charset(), bytes)) {
            throw new InvalidSettingException(
                    prefix + ".charset",
                    framing.charset(),
                    "contradicts " + key + ": its characters can contain the bytes of " + visible(text),
                    "Set it to UTF-8, for example, or use the type length.");
        }
        return bytes;
    }

    private static InvalidSettingException invalid(String key, String text, @Nullable String problem, String remedy) {
        return new InvalidSettingException(key, visible(text), String.valueOf(problem), remedy);
    }

    /** Delimiters are often control characters, which a log must not contain. */
    private static String visible(String text) {
        return text.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "\\x%02x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
