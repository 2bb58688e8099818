package dev.weir.autoconfigure;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Checks a charset against the bytes that mark the end of a frame: in the encoded text, a mark must not begin with a part of
 * a character or end within one. In UTF-16, a line feed is half a character; in Shift_JIS, "|" can be one.
 */
final class MarkedCharset {

    /** Charsets whose characters below 128 are their bytes, and occur in no other character. */
    private static final List<Charset> SUPERSETS_OF_ASCII =
            List.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    /** Room for one character, with shifts between character sets before and after it. */
    private static final int MAX_LENGTH = 32;

    private MarkedCharset() {}

    /** Whether the mark, of characters below 128, is the same in the charset, and no part of another character. */
    static boolean isAsciiMark(Charset charset, int mark) {
        byte[] bytes = {(byte) mark};
        return new String(bytes, charset).equals(String.valueOf((char) mark)) && isMark(charset, bytes);
    }

    /** Whether no part of a character can be taken for the mark, or for its beginning. */
    static boolean isMark(Charset charset, byte[] mark) {
        if (isAscii(mark) && SUPERSETS_OF_ASCII.contains(charset)) {
            return true;
        }
        CharsetEncoder encoder = charset.newEncoder();
        ByteBuffer encoded = ByteBuffer.allocate(MAX_LENGTH);
        char[] character = new char[1];
        for (int next = 0; next <= Character.MAX_VALUE; next++) {
            character[0] = (char) next;
            encoded.clear();
            encoder.reset();
            if (!encoder.encode(CharBuffer.wrap(character), encoded, true).isError()
                    && !encoder.flush(encoded).isError()
                    && contradicts(encoded.flip(), mark)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] mark) {
        for (byte each : mark) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean contradicts(ByteBuffer character, byte[] mark) {
        int length = character.remaining();
        for (int at = 0; at < length; at++) {
            int compared = Math.min(length - at, mark.length);
            boolean isWholeCharacter = at == 0 && compared == length;
            if (!isWholeCharacter && character.slice(at, compared).equals(ByteBuffer.wrap(mark, 0, compared))) {
                return true;
            }
        }
        return false;
    }
}
