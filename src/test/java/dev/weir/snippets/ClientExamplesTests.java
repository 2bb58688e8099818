package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.FrameClient;
import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FramedStream;
import dev.weir.frame.Framing;
import dev.weir.frame.LengthFormat;
import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** The code and the settings of docs/clients.md run as they are: only addresses are replaced. */
@Timeout(60)
class ClientExamplesTests {

    private static final Path PAGE = Path.of("docs/clients.md");
    private static final Path CODE = Path.of("src/test/java/dev/weir/snippets/ClientExamples.java");

    @Test
    void thePageHasTheCodeThatIsTested() throws IOException {
        String code = FencedBlocks.withoutIndentation(Files.readString(CODE));
        assertThat(blocks("java"))
                .hasSize(5)
                .allSatisfy(block -> assertThat(code).contains(FencedBlocks.withoutIndentation(block)));
    }

    @Test
    void aHandlerCallsAServer() throws IOException {
        try (TargetServer server = answering(FrameFormat.lines(1000), article -> article + " 7.50");
                var application = application(blocks("yaml").get(0), server)
                        .bean("gateway", ClientExamples.Gateway.class)
                        .start();
                var client = application.client("front")) {
            client.send("apples\n").receivesLine("apples 7.50");
        }
    }

    @Test
    void aTestSaysWhereItsServerIs() throws IOException {
        try (TargetServer server = answering(FrameFormat.lines(1000), article -> article + " 7.50");
                var application = setup(readmeSettings())
                        .bean(
                                "server",
                                ClientExamples.PriceServer.class,
                                () -> new ClientExamples.PriceServer(
                                        server.target().toString()))
                        .bean("configuration", ClientExamples.WithServer.class)
                        .bean("caller", Caller.class)
                        .start()) {
            assertThat(ClientExamples.ask(application.bean(Caller.class).client(), "pears"))
                    .isEqualTo("pears 7.50");
        }
    }

    @Test
    void repliesAreFoundByTheTraceNumber() throws IOException {
        try (TargetServer server = answering(
                        FrameFormat.length(LengthFormat.DEFAULT.withSize(2)), request -> request + " approved");
                var application = application(blocks("yaml").get(1), server)
                        .bean("traceNumber", ClientExamples.TraceNumber.class)
                        .bean("caller", Caller.class)
                        .start()) {
            assertThat(application.bean(Caller.class).client().call("000042 10.00"))
                    .isEqualTo("000042 10.00 approved");
        }
    }

    @Test
    void aFunctionBorrowsAConnection() throws IOException {
        try (TargetServer server = answering(FrameFormat.lines(1000), request -> "VERSION 1.6");
                var application = RunningApplication.listenersOnly()
                        .with("weir.clients.cache.addresses=" + server.target())
                        .start()) {
            TcpClient cache = application.bean(TcpClients.class).get("cache");
            assertThat(ClientExamples.version(cache)).isEqualTo("VERSION 1.6");
        }
    }

    private static RunningApplication.Setup application(String settings, TargetServer server) {
        return setup(settings.replaceAll("(address:) .*", "$1 127.0.0.1:0")
                .replaceAll("(addresses:) \\[.*]", "$1 [" + server.target() + "]"));
    }

    private static String readmeSettings() throws IOException {
        return FencedBlocks.of(Files.readString(Path.of("README.md")), "yaml").stream()
                .filter(settings -> settings.contains("clients:"))
                .findFirst()
                .orElseThrow();
    }

    private static RunningApplication.Setup setup(String settings) {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(settings.getBytes(UTF_8)));
        Properties properties = yaml.getObject();
        assertThat(properties).isNotNull();
        var setup = RunningApplication.listenersOnly();
        properties.forEach((key, value) -> setup.with(key + "=" + value));
        return setup;
    }

    private static TargetServer answering(Framing format, UnaryOperator<String> answer) throws IOException {
        return TargetServer.start(stream -> {
            FramedStream frames = FramedStream.over(stream, format);
            String request = frames.readText(US_ASCII);
            while (request != null) {
                frames.write(answer.apply(request), US_ASCII);
                request = frames.readText(US_ASCII);
            }
        });
    }

    /** A place of injection. */
    record Caller(FrameClient<String, String> client) {}

    private static List<String> blocks(String language) throws IOException {
        return FencedBlocks.of(Files.readString(PAGE), language);
    }
}
