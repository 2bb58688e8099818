package dev.weir.service;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Follows README.md: what it says to type is typed, and what it says to write is compiled and served. */
@Timeout(300)
class ReadmeIT {

    private static final String MAIN = """
        package com.example;

        import org.springframework.boot.SpringApplication;
        import org.springframework.boot.autoconfigure.SpringBootApplication;

        @SpringBootApplication
        public class ReadmeApplication {

            public static void main(String[] args) {
                SpringApplication.run(ReadmeApplication.class, args);
            }
        }
        """;

    private static final String GUIDE = """
        package com.example;

        import dev.weir.stream.TcpListener;
        import dev.weir.stream.TcpStream;
        import java.io.IOException;
        import java.net.SocketAddress;
        import java.nio.charset.StandardCharsets;

        public class Guide {

            public static void main(String[] args) throws IOException {
                // LINES
                System.out.println("read " + n + " bytes, wrote " + written + " bytes to " + remote);
                listener.close();
            }

            private static void converse(TcpStream stream) {
                System.out.println("conversing on " + stream.localAddress());
            }
        }
        """;

    private final Readme readme;

    ReadmeIT() throws IOException {
        this.readme = Readme.read();
    }

    @Test
    void everyBlockIsTested() {
        assertThat(readme.blocks())
                .extracting(Readme.Block::language)
                .containsOnly("sh", "console", "java", "xml", "yaml", "text");
        int tried = readme.blocks("", "sh").size()
                + readme.blocks("", "console").size()
                + readme.blocks("A handler", "java").size()
                + readme.blocks("In your application", "xml").size()
                + readme.blocks("In your application", "yaml").size()
                + readme.blocks("In your application", "console").size()
                + readme.blocks("The other side: clients", "yaml").size()
                + readme.blocks("Messages", "java").size()
                + readme.blocks("Messages", "yaml").size()
                + readme.blocks("Messages", "console").size()
                + readme.blocks("Forward without Java", "yaml").size()
                + readme.blocks("How it works", "text").size()
                + readme.blocks("Observability", "console").size()
                + readme.blocks("Observability", "text").size();
        assertThat(readme.blocks()).hasSize(tried);
    }

    /** {@code ./mvnw} here would be a build within the build, so what it would run is looked at instead. */
    @Test
    void firstCommandsStartTheSameClassWithTheSameSettings() throws IOException {
        assertThat(readme.blocks("", "sh"))
                .singleElement()
                .asString()
                .contains("./mvnw spring-boot:run ", "./mvnw verify ");
        try (var jar = new JarFile(WeirProcess.jar().toFile())) {
            String startClass = jar.getManifest().getMainAttributes().getValue("Start-Class");
            assertThat(Files.readString(Path.of("pom.xml"))).contains("<mainClass>" + startClass + "</mainClass>");
        }
        assertThat(Path.of("mvnw")).isExecutable();
        assertThat(Path.of("config/application.yml"))
                .content()
                .contains("address: 127.0.0.1:3000", "address: 127.0.0.1", "port: 8080");
    }

    @Test
    @RequiresTool({"bash", "ncat", "curl", "grep"})
    void commandsAnswerAsShown() throws Exception {
        List<Readme.Command> commands = new ArrayList<>(readme.commands(""));
        commands.addAll(readme.commands("Observability"));
        assertThat(commands).hasSize(7);
        try (var service = WeirProcess.service().fromJar().start()) {
            for (var command : commands) {
                assertPrints(command, service.port("echo"), service.managementPort());
            }
        }
    }

    @Test
    void meterTableHasEveryMeterAndAccessLogLineIsAsShown() throws Exception {
        List<String> described = meters(readme.table("Observability"));
        try (var service = WeirProcess.service().start()) {
            try (Socket client = service.connect("echo")) {
                client.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.getInputStream().readNBytes(6)).hasSize(6);
            }
            String line = service.process().await("listener=echo id=.*").group();
            assertThat(shape(line))
                    .isEqualTo(
                            shape(only(readme.blocks("Observability", "text")).strip()));
            String all = service.body("metrics");
            List<String> measured = named("(?:weir|tcp\\.server)\\.", all);
            assertThat(described).containsAll(measured).doesNotHaveDuplicates();
            assertThat(described)
                    .filteredOn(meter -> !measured.contains(meter))
                    .as("those that need a listener with TLS or framing")
                    .allMatch(meter -> meter.matches("tcp\\.server\\.(tls\\..*|(frames?|exchange)(\\..*)?)"));
        }
    }

    private static List<String> meters(List<List<String>> table) {
        return table.stream()
                .flatMap(row -> Arrays.stream(row.getFirst().replace("`", "").split(", ", -1)))
                .toList();
    }

    private static List<String> named(String prefix, String metrics) {
        return Pattern.compile("\"(" + prefix + "[^\"]*)\"")
                .matcher(metrics)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String shape(String accessLogLine) {
        return accessLogLine.replaceAll("\\d+", "0");
    }

    @Test
    @RequiresTool({"bash", "ncat"})
    void handlerIsServedByTheApplicationThatItDescribes(@TempDir Path directory) throws Exception {
        assertThat(readme.blocks("In your application", "xml"))
                .singleElement()
                .asString()
                .contains(
                        "<groupId>dev.weir</groupId>",
                        "<artifactId>weir</artifactId>",
                        "<version>" + System.getProperty("weir.version") + "</version>");
        assertServed(directory, "A handler", "In your application", "loud");
    }

    @Test
    @RequiresTool({"bash", "ncat"})
    void messagesAreServedByTheApplicationThatItDescribes(@TempDir Path directory) throws Exception {
        assertServed(directory, "Messages", "Messages", "messages");
    }

    private void assertServed(Path directory, String codeSection, String section, String listener) throws Exception {
        var application = new OtherApplication(directory)
                .source(MAIN)
                .source(only(readme.blocks(codeSection, "java")))
                .settings(only(readme.blocks(section, "yaml")).replace(":3000", ":0"))
                .compile();
        try (var process = application.start(false, "com.example.ReadmeApplication")) {
            int port =
                    Integer.parseInt(process.await("TCP listener '" + listener + "' started on 127\\.0\\.0\\.1:(\\d+)")
                            .group(1));
            for (var command : readme.commands(section)) {
                assertPrints(command, port, 0);
            }
        }
    }

    @Test
    void guidesLinesRunInJavaInTheirOrder(@TempDir Path directory) throws Exception {
        int port = FreePorts.one();
        var lines = readme.table("Coming from Navi").stream()
                .map(row -> row.get(1).replace("`", "").replace(":3000", ":" + port))
                .toList();
        assertThat(lines).hasSizeGreaterThan(8);
        var application = new OtherApplication(directory)
                .source(GUIDE.replace("// LINES", String.join("\n", lines)))
                .compile();
        try (var process = application.start(false, "com.example.Guide")) {
            try (var socket = connectWhenBound(port)) {
                socket.setSoTimeout(DEADLINE_MILLIS);
                socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
                assertThat(socket.getInputStream().readAllBytes())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("hello worldhello world");
                assertThat(process.awaitExit()).as(process.output()).isZero();
                assertThat(process.output())
                        .contains("read 4 bytes, wrote 11 bytes to /127.0.0.1:" + socket.getLocalPort())
                        .contains("conversing on /127.0.0.1:" + port);
            }
        }
    }

    private static Socket connectWhenBound(int port) {
        return await().atMost(PROCESS_DEADLINE)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), Socket::isConnected);
    }

    private static void assertPrints(Readme.Command command, int port, int managementPort) throws Exception {
        String line =
                command.line().replace(" 3000", " " + port).replace("localhost:8080", "localhost:" + managementPort);
        assertThat(line).doesNotContain("3000", "8080");
        var bash = new ProcessBuilder("bash", "-o", "pipefail", "-c", line);
        try (var process = RunningProcess.start(bash)) {
            assertThat(process.awaitExit()).as(line + "\n" + process.output()).isZero();
            if (!command.output().isEmpty()) {
                assertThat(process.output() + "\n").as(line).isEqualTo(command.output());
            }
        }
    }

    private static String only(List<String> blocks) {
        assertThat(blocks).hasSize(1);
        return blocks.getFirst();
    }
}
