package dev.weir.stream;

/** Text of a peer's choice, made safe to be shown in a line. */
final class VisibleText {

    private VisibleText() {}

    /** Writes what is not visible, or changes how the rest is shown, as {@code \}{@code uXXXX}, and a backslash too. */
    static String of(String text) {
        if (text.codePoints().allMatch(VisibleText::isVisible)) {
            return text;
        }
        var visible = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                visible.appendCodePoint(c);
            } else {
                visible.append("\\u%04x".formatted(c));
            }
        });
        return visible.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> c != '\\';
        };
    }
}
