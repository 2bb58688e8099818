package dev.weir.test;

import java.util.HexFormat;

/** Shows bytes in the message of a failure: offset, hexadecimal and ASCII, 16 in a row. */
final class HexDump {

    private static final int ROW = 16;
    private static final int MAX = 512;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    static String of(byte[] bytes) {
        var dump = new StringBuilder();
        int shown = Math.min(bytes.length, MAX);
        for (int from = 0; from < shown; from += ROW) {
            int to = Math.min(shown, from + ROW);
            dump.append("%n%04x  %-47s  %s".formatted(from, HEX.formatHex(bytes, from, to), text(bytes, from, to)));
        }
        if (bytes.length > shown) {
            dump.append("%n... %d bytes in all".formatted(bytes.length));
        }
        return bytes.length == 0 ? " no bytes" : dump.toString();
    }

    private static String text(byte[] bytes, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7F ? (char) bytes[i] : '.');
        }
        return text.toString();
    }
}
