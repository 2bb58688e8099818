package dev.weir.bench;

import java.util.Locale;

/** Numbers and names as reports show them. */
final class Text {

    private Text() {}

    static String number(double value, int digits) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** The end of a text that may be long. */
    static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    }
}
