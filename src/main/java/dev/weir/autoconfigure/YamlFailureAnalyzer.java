package dev.weir.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Explains which line of a YAML file cannot be parsed. The parser fails before there is a context and does not name the
 * file, so the locations that Spring Boot reads are searched for a file with that line.
 */
final class YamlFailureAnalyzer extends AbstractFailureAnalyzer<YAMLException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, YAMLException cause) {
        if (!ConfigFiles.isLoadFailure(cause)) {
            // Not a configuration file: a bean has parsed YAML.
            return null;
        }
        Mark mark = cause instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
        if (mark == null) {
            return new FailureAnalysis(
                    "A YAML file cannot be read: " + cause.getMessage(),
                    "Write it in UTF-8, without control characters.",
                    cause);
        }
        String line = lineOf(mark);
        String problem = ((MarkedYAMLException) cause).getProblem();
        return new FailureAnalysis(
                file(mark.getLine(), line) + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)
                        + " cannot be read as YAML: " + problem + "\n\n    " + line.strip(),
                remedy(line),
                cause);
    }

    private static String lineOf(Mark mark) {
        int[] text = mark.getBuffer();
        int start = mark.getPointer();
        while (start > 0 && !isEnd(text[start - 1])) {
            start--;
        }
        int end = Math.min(mark.getPointer(), text.length);
        while (end < text.length && !isEnd(text[end])) {
            end++;
        }
        return new String(text, start, end - start);
    }

    private static boolean isEnd(int character) {
        return character == '\n' || character == '\r' || character == 0;
    }

    private static String remedy(String line) {
        if (line.contains("\t")) {
            return "Indent with spaces: YAML allows no tabs there.";
        }
        String value = line.replaceFirst("^[^:]*:\\s*", "").strip();
        if (value.startsWith("[") && value.contains("]:")) {
            return "Quote an address that begins with a bracket: \"" + value + "\".";
        }
        if (!value.isEmpty() && "*&!%@`{[".indexOf(value.charAt(0)) >= 0) {
            return "Quote a value that begins with " + value.charAt(0) + ": \"" + value + "\".";
        }
        return "Correct the line; a value with special characters goes into quotes, and each level is indented"
                + " further.";
    }

    private static String file(int number, String line) {
        return ConfigFiles.candidates().stream()
                .filter(file -> line.equals(read(file, number)))
                .map(Path::toString)
                .findFirst()
                .orElse("A YAML file");
    }

    private static @Nullable String read(Path file, int number) {
        try {
            List<String> lines = Files.readAllLines(file);
            return number < lines.size() ? lines.get(number) : null;
        } catch (IOException | RuntimeException _) {
            return null;
        }
    }
}
