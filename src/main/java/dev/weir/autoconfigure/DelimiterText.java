package dev.weir.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Delimiters as written in settings: text with escapes, since a properties file or an environment variable cannot
 * contain
 * every byte.
 */
final class DelimiterText {

    static final String ESCAPES = "\\r, \\n, \\t, \\0, \\\\ and \\xHH for a byte";

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x(?<hex>[0-9a-fA-F]{2})|(?<letter>.?))", Pattern.DOTALL);

    private DelimiterText() {}

    /**
     * Returns the bytes of a delimiter.
     *
     * @param charset of everything but the escapes
     * @throws IllegalArgumentException for an unknown escape, or a character that the charset does not have
     */
    static byte[] toBytes(String text, Charset charset) {
        var bytes = new ByteArrayOutputStream();
        Matcher escape = ESCAPE.matcher(text);
        int end = 0;
        while (escape.find()) {
            bytes.writeBytes(encode(text.substring(end, escape.start()), charset));
            String hex = escape.group("hex");
            bytes.write(hex == null ? control(escape.group("letter")) : Integer.parseInt(hex, 16));
            end = escape.end();
        }
        bytes.writeBytes(encode(text.substring(end), charset));
        return bytes.toByteArray();
    }

    private static byte[] encode(String text, Charset charset) {
        if (!charset.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("has a character that " + charset.name() + " does not have");
        }
        return text.getBytes(charset);
    }

    private static int control(String letter) {
        return switch (letter) {
            case "r" -> '\r';
            case "n" -> '\n';
            case "t" -> '\t';
            case "0" -> 0;
            case "\\" -> '\\';
            default -> throw new IllegalArgumentException("has an unknown escape, \\" + letter);
        };
    }
}
