package dev.weir.service;

import dev.weir.testing.FencedBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** README.md, in parts that tests can run. */
record Readme(String text) {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern TABLE = Pattern.compile("^(\\|.*\n)+", Pattern.MULTILINE);

    /** Another page, read in the same way. */
    static Readme page(Path page) throws IOException {
        return new Readme(Files.readString(page));
    }

    static Readme read() throws IOException {
        return new Readme(Files.readString(Path.of("README.md")));
    }

    /** A fenced block. */
    record Block(String language, String content) {}

    /**
     * A line that begins with {@code $} and what it prints.
     *
     * @param output empty where README.md shows none
     */
    record Command(String line, String output) {}

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
    }

    /** The fenced blocks of that language below that heading, or before the first one. */
    List<String> blocks(String heading, String language) {
        return FencedBlocks.of(section(heading), language);
    }

    List<Command> commands(String heading) {
        List<Command> commands = new ArrayList<>();
        for (String block : blocks(heading, "console")) {
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("$ ")) {
                    commands.add(new Command(line.substring(2), ""));
                } else if (!line.isEmpty()) {
                    Command last = commands.removeLast();
                    commands.add(new Command(last.line(), last.output() + line + "\n"));
                }
            }
        }
        return commands;
    }

    /** The rows of the only table below that heading, without its head. */
    List<List<String>> table(String heading) {
        return table(heading, 0);
    }

    /** The rows of one of the tables below that heading, without its head. */
    List<List<String>> table(String heading, int index) {
        return TABLE.matcher(section(heading))
                .results()
                .skip(index)
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md has no table " + index + " in '" + heading + "'"))
                .group()
                .lines()
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private String section(String heading) {
        int start = heading.isEmpty() ? 0 : text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new AssertionError("README.md has no section '" + heading + "'");
        }
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }
}
