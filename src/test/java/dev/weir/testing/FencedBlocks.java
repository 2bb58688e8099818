package dev.weir.testing;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fenced blocks of a page in Markdown. */
public final class FencedBlocks {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private FencedBlocks() {}

    /** Returns the blocks of a language, in their order. */
    public static List<String> of(String markdown, String language) {
        return BLOCK.matcher(markdown)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** Returns code without its indentation, to compare code that is indented differently. */
    public static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    }
}
