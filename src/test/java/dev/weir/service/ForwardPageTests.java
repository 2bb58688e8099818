package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** The settings of docs/forward.md, and those in README.md, forward as they are: only addresses and files are replaced. */
@Timeout(120)
class ForwardPageTests {

    private static final TestCertificates EDGE = TestCertificates.of("edge.example");
    private static final TestCertificates INSIDE = TestCertificates.of("inside.example");

    @TempDir
    private Path files;

    @BeforeEach
    void writeCertificates() throws IOException {
        EDGE.writeTo(files.resolve("edge.crt"), files.resolve("edge.key"));
        INSIDE.writeTo(files.resolve("inside-ca.crt"), files.resolve("inside.key"));
    }

    @Test
    void settingsForward() throws IOException {
        List<String> settings = new ArrayList<>(FencedBlocks.of(Files.readString(Path.of("docs/forward.md")), "yaml"));
        settings.addAll(Readme.read().blocks("Forward without Java", "yaml"));
        assertThat(settings).hasSize(6);
        for (String each : settings) {
            assertForwards(each);
        }
    }

    private void assertForwards(String settings) {
        boolean tls = settings.contains("ssl.bundle: edge");
        var target = RunningApplication.listenersOnly().listener("back", "echo");
        if (settings.contains("ssl.bundle: inside")) {
            target.with(
                    "weir.listeners.back.ssl.bundle=inside",
                    "spring.ssl.bundle.pem.inside.keystore.certificate=file:" + files.resolve("inside-ca.crt"),
                    "spring.ssl.bundle.pem.inside.keystore.private-key=file:" + files.resolve("inside.key"));
        }
        if (settings.contains("proxy-protocol: v2")) {
            target.with(
                    "weir.listeners.back.proxy-protocol.mode=required",
                    "weir.listeners.back.proxy-protocol.trusted=127.0.0.1");
        }
        try (RunningApplication back = target.start();
                RunningApplication front = start(settings, back.address("back").getPort())) {
            String listener = front.listeners().all().iterator().next().name();
            try (var client = front.client(listener)) {
                if (tls) {
                    client.tls(TestCertificates.trusting(EDGE), "edge.example");
                }
                client.send("hello").receives("hello").endsInput().thenEnds();
            }
            front.awaitRest(listener);
        }
    }

    private RunningApplication start(String settings, int target) {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(settings.replaceAll("(address:) .*:\\d+", "$1 127.0.0.1:0")
                .replaceAll("(to:) \\[.*]", "$1 [127.0.0.1:" + target + "]")
                .replaceAll("file:", "file:" + files + "/")
                .getBytes(StandardCharsets.UTF_8)));
        Properties properties = yaml.getObject();
        assertThat(properties).isNotNull();
        var setup = RunningApplication.listenersOnly();
        properties.forEach((key, value) -> setup.with(key + "=" + value));
        return setup.start();
    }
}
