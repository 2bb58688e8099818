package dev.weir.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FencedBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of docs/testing.md is that of tests, which run. */
class TestingPageTests {

    private static final Path PAGE = Path.of("docs/testing.md");
    private static final List<Path> TESTS = List.of(
            Path.of("src/test/java/dev/weir/snippets"),
            Path.of("src/test/java/dev/weir/samples/hl7"),
            Path.of("src/test/java/dev/weir/samples/shout"),
            Path.of("src/test/java/dev/weir/test"));

    @Test
    void codeIsThatOfTests() throws IOException {
        List<String> tests = TESTS.stream().flatMap(TestingPageTests::files).toList();
        assertThat(blocks("java"))
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(tests)
                        .anySatisfy(test -> assertThat(test).contains(FencedBlocks.withoutIndentation(block))));
    }

    @Test
    void theDependencyIsTheArtifactOfTheBuild() throws IOException {
        assertThat(blocks("xml")).singleElement().satisfies(dependency -> {
            assertThat(FencedBlocks.withoutIndentation(Files.readString(Path.of("pom.xml"))))
                    .contains(
                            "<groupId>dev.weir</groupId>\n<artifactId>weir</artifactId>\n<version>0.1.0-SNAPSHOT</version>")
                    .contains("<classifier>test-support</classifier>");
            assertThat(FencedBlocks.withoutIndentation(dependency))
                    .contains(
                            "<groupId>dev.weir</groupId>\n<artifactId>weir</artifactId>\n<version>0.1.0-SNAPSHOT</version>\n"
                                    + "<classifier>test-support</classifier>");
        });
    }

    private static Stream<String> files(Path directory) {
        try (var files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().endsWith("Tests.java"))
                    .map(TestingPageTests::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return FencedBlocks.withoutIndentation(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> blocks(String language) throws IOException {
        return FencedBlocks.of(Files.readString(PAGE), language);
    }
}
