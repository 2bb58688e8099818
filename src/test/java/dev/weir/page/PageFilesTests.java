package dev.weir.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's files: small, without anything of others, and without a way for a value to become markup. */
class PageFilesTests {

    private static final int MAX_BYTES = 40 * 1024;
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "src/main/resources/META-INF/weir/page");

    @Test
    void areTogetherSmall() throws IOException {
        long bytes = 0;
        for (String text : files().values()) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }

        assertThat(bytes).isBetween(1L, (long) MAX_BYTES);
    }

    @Test
    void importOnlyEachOther() throws IOException {
        Map<String, String> files = files();
        Pattern from = Pattern.compile("\\bfrom '\\./([^']+)'");

        files.forEach((name, text) -> {
            assertThat(from.matcher(text).results().map(found -> found.group(1)))
                    .as("imports of " + name)
                    .allSatisfy(imported -> assertThat(files).containsKey(imported));
            assertThat(text.lines().filter(line -> line.startsWith("import ")))
                    .as("imports of " + name)
                    .allMatch(line -> from.matcher(line).find());
        });
    }

    @Test
    void areAllUsed() throws IOException {
        Map<String, String> files = files();
        String all = String.join("\n", files.values());

        assertThat(files.keySet())
                .filteredOn(name -> !name.equals("index.html"))
                .allMatch(all::contains);
    }

    @Test
    void linkOnlyBelowThePage() throws IOException {
        String page = files().get("index.html");

        assertThat(Pattern.compile("(?:href|src)=\"([^\"]*)\"")
                        .matcher(page)
                        .results()
                        .map(link -> link.group(1)))
                .isNotEmpty()
                .allMatch(link -> link.startsWith("{weir}/"));
    }

    @Test
    void haveNoScriptOrStyleInTheMarkup() throws IOException {
        String page = files().get("index.html");

        assertThat(page).doesNotContain("<style").doesNotContain(" style=").doesNotContain("javascript:");
        assertThat(Pattern.compile("\\son[a-z]+=").matcher(page).find()).isFalse();
        assertThat(Pattern.compile("<script[^>]*>([^<]*)")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allMatch(script -> script.contains(" src=") && script.endsWith(">"));
    }

    @Test
    void makeNoMarkupOfValues() throws IOException {
        Pattern markup = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|setHTML|parseFromString|createContextualFragment|document\\.write"
                        + "|\\beval\\b|new Function|srcdoc");

        files().forEach((name, text) ->
                assertThat(markup.matcher(text).find()).as(name).isFalse());
    }

    @Test
    void namePolicyWithoutExceptions() throws IOException {
        assertThat(files().get("index.html"))
                .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; ")
                .doesNotContain("unsafe-");
    }

    private static Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var listed = Files.list(FOLDER)) {
            for (Path file : listed.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
