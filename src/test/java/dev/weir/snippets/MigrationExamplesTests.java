package dev.weir.snippets;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RunningApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArraySingleTerminatorSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;

/** Runs docs/migration-from-spring-integration.md: stock Spring Integration and Weir with the same bytes. */
@Timeout(120)
class MigrationExamplesTests {

    private static final Path PAGE = Path.of("docs/migration-from-spring-integration.md");
    private static final Path CODE = Path.of("src/test/java/dev/weir/snippets/MigrationExamples.java");

    private static final Pattern ROW = Pattern.compile("^\\| `(new .*?)` \\| (.*?) \\|$", Pattern.MULTILINE);

    private static final Map<String, AbstractByteArraySerializer> SERIALIZERS = Map.of(
            "new ByteArrayCrLfSerializer()", new ByteArrayCrLfSerializer(),
            "new ByteArrayLfSerializer()", new ByteArrayLfSerializer(),
            "new ByteArraySingleTerminatorSerializer((byte) 0)", new ByteArraySingleTerminatorSerializer((byte) 0),
            "new ByteArrayLengthHeaderSerializer()", new ByteArrayLengthHeaderSerializer(),
            "new ByteArrayLengthHeaderSerializer(2)", new ByteArrayLengthHeaderSerializer(2),
            "new ByteArrayLengthHeaderSerializer(1)", new ByteArrayLengthHeaderSerializer(1),
            "new ByteArrayLengthHeaderSerializer(2).inclusive()", new ByteArrayLengthHeaderSerializer(2).inclusive(),
            "new ByteArrayStxEtxSerializer()", new ByteArrayStxEtxSerializer());

    @Test
    void codeOfThePageIsCompiled() throws IOException {
        String compiled = FencedBlocks.withoutIndentation(Files.readString(CODE));
        assertThat(blocks("java"))
                .hasSize(5)
                .allSatisfy(block -> assertThat(compiled).contains(FencedBlocks.withoutIndentation(block)));
    }

    @Test
    void gatewayAndListenerSendTheSameReplies() throws Exception {
        String requests = "one\r\ntwo\r\n";
        String replies = "accepted one\r\naccepted two\r\n";
        stock(MigrationExamples.GatewayBefore.class, requests, replies);
        weir(0, MigrationExamples.GatewayFlow.class, MigrationExamples.GatewayFlow::new, requests, replies);
    }

    @Test
    void adaptersAndListenerSendTheSameReplies() throws Exception {
        String requests = "\0\3one\0\3two";
        String replies = "\0\14accepted one\0\14accepted two";
        stock(MigrationExamples.AdaptersBefore.class, requests, replies);
        weir(1, MigrationExamples.AdaptersAfter.class, MigrationExamples.AdaptersAfter::new, requests, replies);
    }

    @Test
    void framingOfTheTableReadsAndWritesWhatTheSerializerWrites() throws Exception {
        List<List<String>> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> List.of(row.group(1), row.group(2)))
                .toList();
        assertThat(rows.stream().map(List::getFirst)).containsExactlyInAnyOrderElementsOf(SERIALIZERS.keySet());
        RunningApplication.Setup setup = RunningApplication.listenersOnly();
        for (int i = 0; i < rows.size(); i++) {
            String[] settings = Arrays.stream(rows.get(i).getLast().split(", "))
                    .map(setting -> "framing." + setting.replace("`", "").replace(": ", "="))
                    .toArray(String[]::new);
            setup.listener("row" + i, "echo", settings);
        }
        try (RunningApplication application = setup.start()) {
            for (int i = 0; i < rows.size(); i++) {
                var frames = new ByteArrayOutputStream();
                AbstractByteArraySerializer serializer =
                        Objects.requireNonNull(SERIALIZERS.get(rows.get(i).getFirst()));
                serializer.serialize("one".getBytes(ISO_8859_1), frames);
                serializer.serialize("twenty".getBytes(ISO_8859_1), frames);
                String listener = "row" + i;
                assertThatNoException().as(rows.get(i).getFirst()).isThrownBy(() -> {
                    try (var client = application.client(listener)) {
                        client.send(frames.toByteArray()).receives(frames.toByteArray());
                    }
                });
            }
        }
    }

    private static void stock(Class<?> configuration, String requests, String replies) throws IOException {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("port", Map.of("orders.port", "0")));
            context.register(configuration);
            context.refresh();
            var factory = context.getBean(TcpNetServerConnectionFactory.class);
            await().until(factory::isListening);
            try (var client =
                    TcpTestClient.over(Transport.connect("127.0.0.1:" + factory.getPort(), StreamOptions.DEFAULT))) {
                client.send(requests).receives(replies);
            }
        }
    }

    /** @param yaml index of the page's settings */
    private static <T> void weir(
            int yaml, Class<T> configuration, Supplier<T> supplier, String requests, String replies)
            throws IOException {
        RunningApplication.Setup setup = RunningApplication.listenersOnly().bean("code", configuration, supplier);
        settings(blocks("yaml").get(yaml)).forEach((key, value) -> setup.with(key + "=" + value));
        try (var application =
                        setup.with("weir.listeners.orders.address=127.0.0.1:0").start();
                var client = application.client("orders")) {
            client.send(requests).receives(replies);
        }
    }

    private static Properties settings(String yaml) {
        var factory = new YamlPropertiesFactoryBean();
        factory.setResources(new ByteArrayResource(yaml.getBytes(ISO_8859_1)));
        return Objects.requireNonNull(factory.getObject());
    }

    private static List<String> blocks(String language) throws IOException {
        return FencedBlocks.of(Files.readString(PAGE), language);
    }
}
