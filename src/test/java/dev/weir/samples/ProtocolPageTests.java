package dev.weir.samples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.observe.FrameDirection;
import dev.weir.samples.mqtt.MqttFormat;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the table of docs/protocols.md, and compares its code with the samples. */
@Timeout(120)
class ProtocolPageTests {

    private final ProtocolPage page;

    ProtocolPageTests() throws IOException {
        this.page = ProtocolPage.read();
    }

    @Test
    void everyProtocolOfTheTableHasAnExample() {
        assertThat(page.rows().stream().flatMap(row -> row.protocols().stream()))
                .containsExactlyInAnyOrderElementsOf(ProtocolExample.ALL.stream()
                        .map(ProtocolExample::protocol)
                        .toList());
    }

    @Test
    void eachRowFindsTheMessagesOfItsProtocolsAndWritesThemBack() throws Exception {
        RunningApplication.Setup setup =
                RunningApplication.listenersOnly().bean("mqtt", FrameFormat.class, () -> new MqttFormat(64 * 1024));
        for (ProtocolPage.Row row : page.rows()) {
            for (String protocol : row.protocols()) {
                setup.listener(listener(protocol), "echo", row.framing().toArray(String[]::new));
            }
        }
        try (RunningApplication application = setup.start()) {
            for (ProtocolExample example : ProtocolExample.ALL) {
                assertMessagesAreFound(application, example);
            }
        }
    }

    private static void assertMessagesAreFound(RunningApplication application, ProtocolExample example)
            throws IOException {
        String listener = listener(example.protocol());
        try (Socket client = application.connect(listener)) {
            client.getOutputStream().write(example.sent().getBytes(ISO_8859_1));
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                    .as(example.protocol())
                    .isEqualTo(example.received());
        }
        assertThat(Objects.requireNonNull(application.statistics(listener).frames())
                        .frames(FrameDirection.IN))
                .as("messages of " + example.protocol())
                .isEqualTo(example.messages());
    }

    private static String listener(String protocol) {
        return protocol.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }

    @Test
    void codeOfThePageIsCompiled() throws IOException {
        String compiled = samples();
        for (String heading : page.headings()) {
            assertThat(page.blocks(heading, "java"))
                    .as(heading)
                    .isNotEmpty()
                    .allSatisfy(block -> assertThat(compiled).contains(stripped(block)));
            assertThat(page.blocks(heading, "yaml")).as(heading).hasSize(1);
        }
    }

    private static String samples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/dev/weir/samples"))) {
            var code = new StringBuilder();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                code.append(stripped(Files.readString(file))).append('\n');
            }
            return code.toString();
        }
    }

    private static String stripped(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    }
}
