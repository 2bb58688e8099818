package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

/** What an operator reads when a setting is wrong: its key, its value, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class BadSettingsTests {

    private static final String ANY_PORT = "weir.listeners.a.address=127.0.0.1:0";
    private static final String ECHO = "weir.listeners.a.handler=echo";

    private CapturedOutput output;

    @BeforeEach
    void capture(CapturedOutput output) {
        this.output = output;
    }

    @Test
    void unknownHandlerIsReportedWithTheKnownOnes() {
        assertReport(ANY_PORT, "weir.listeners.a.handler=ehco")
                .contains("weir.listeners.a.handler names no TcpStreamHandler bean: ehco")
                .contains(
                        "Set it to one of chargen, daytime, discard, echo, shout, or declare a TcpStreamHandler bean");
    }

    @Test
    void capturesNeedMemoryEvenWhereTheyAreNotAvailable() {
        assertReport(ANY_PORT, ECHO, "weir.capture.memory=1KB")
                .contains("weir.capture.memory must be at least 256KB: 1024B")
                .contains("Set it to 16MB, its default.");
    }

    @Test
    void beanOfAnotherTypeIsNoHandler() {
        assertReport(ANY_PORT, "weir.listeners.a.handler=applicationTaskExecutor")
                .contains("weir.listeners.a.handler names a bean that is no TcpStreamHandler but a ")
                .contains("ThreadPoolTaskExecutor: applicationTaskExecutor")
                .contains("Set it to one of ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:http",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "::1:7000",
                "two words:7000",
                "unix:",
            })
    void addressThatCannotBeParsed(String address) {
        assertReport("weir.listeners.a.address=" + address, ECHO)
                .contains("weir.listeners.a.address cannot be understood")
                .contains(": " + address)
                .contains("Set it to host:port, [v6]:port, :port for all interfaces, or unix:/path.");
    }

    @Test
    void socketPathThatIsTooLong(@TempDir Path directory) {
        Path path = directory.resolve("x".repeat(108));
        assertReport("weir.listeners.a.address=unix:" + path, ECHO)
                .contains("weir.listeners.a.address cannot be understood")
                .contains("at most 107 bytes")
                .contains(path.toString());
    }

    @Test
    void missingAddress() {
        assertReport(ECHO)
                .contains("weir.listeners.a.address is missing")
                .contains("Set it to host:port, [v6]:port, :port or unix:/path.");
    }

    @Test
    void missingHandler() {
        assertReport(ANY_PORT)
                .contains("weir.listeners.a.handler is missing")
                .contains(
                        "Set it to the name of a TcpStreamHandler bean, or to echo to try it out; or set forward.to.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"two words", "a.b", "-a", "ü", "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void listenerNameThatIsNoLabel(String name) {
        assertReport("weir.listeners.[" + name + "].address=127.0.0.1:0", "weir.listeners.[" + name + "].handler=echo")
                .contains("weir.listeners." + name + " is not a valid name of a listener")
                .contains("Use letters, digits, '-' and '_', at most 63 of them");
    }

    @ParameterizedTest
    @CsvSource({
        ":7000, 0.0.0.0:7000",
        "0.0.0.0:7000, :7000",
        "[::]:7000, :7000",
        "0.0.0.0:7000, '[0:0::0]:7000'",
        "[::1]:7000, '[0::1]:7000'",
        "localhost:7000, LOCALHOST:7000",
        "unix:/tmp/weir/s, unix:/tmp/weir/x/../s",
    })
    void addressThatCoversAnother(String one, String other) {
        assertReport(
                        "weir.listeners.a.address=" + one,
                        ECHO,
                        "weir.listeners.b.address=" + other,
                        "weir.listeners.b.handler=discard")
                .contains("weir.listeners.b.address covers the address of weir.listeners.a.address, which is " + one)
                .contains("Give each listener an address of its own.");
    }

    @ParameterizedTest
    @CsvSource({
        "server-name-bundles, *.example.org",
        "serverNameBundles, *.example.org",
        "server-name-bundles, m\u00fcnchen.example",
        "server-name-bundles, .example.org",
    })
    void serverNameThatSpringBootWouldNotKeep(String key, String host) {
        String prefix = "weir.listeners.a.ssl." + key;
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.ssl.bundle=x", prefix + "." + host + "=shop")
                .contains(prefix + "." + host + " would not be kept as it is")
                .contains("Write \"[" + host + "]\" in YAML, or " + prefix + "[" + host + "] in properties.");
    }

    @Test
    void wildcardOfYamlWithoutBrackets(@TempDir Path directory) throws IOException {
        Path yaml = Files.writeString(directory.resolve("application.yml"), """
            weir:
              listeners:
                a:
                  address: 127.0.0.1:0
                  handler: echo
                  ssl:
                    bundle: x
                    server-name-bundles:
                      "*.example.org": shop
            """);
        assertReport("spring.config.additional-location=file:" + yaml)
                .contains("weir.listeners.a.ssl.server-name-bundles.*.example.org would not be kept as it is")
                .contains(": shop");
    }

    @Test
    void sameAddressTwice() {
        assertReport(
                        "weir.listeners.a.address=127.0.0.1:7000",
                        ECHO,
                        "weir.listeners.b.address=127.0.0.1:7000",
                        "weir.listeners.b.handler=discard")
                .contains(
                        "weir.listeners.b.address is also the address of weir.listeners.a.address: 127.0.0.1:7000",
                        "Give each listener an address of its own.");
    }

    @Test
    void portInUse() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            assertReport("weir.listeners.a.address=" + address, ECHO)
                    .contains("weir.listeners.a.address = " + address + ": Address already in use")
                    .contains("Stop the process that listens on " + address)
                    .contains("or set weir.listeners.a.address to a free one");
        }
    }

    @Test
    void socketInUse(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("a.sock");
        try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            assertReport("weir.listeners.a.address=unix:" + path, ECHO)
                    .contains("weir.listeners.a.address = unix:" + path + ": Address already in use")
                    .contains("Stop the process that listens on unix:" + path + " (ss -lxp shows it)");
        }
        assertThat(path).as("somebody else's socket").exists();
    }

    @Test
    void fileInTheWayOfASocketIsLeftAlone(@TempDir Path directory) throws IOException {
        Path path = Files.writeString(directory.resolve("a.sock"), "precious");
        assertReport("weir.listeners.a.address=unix:" + path, ECHO)
                .contains("weir.listeners.a.address = unix:" + path)
                .contains("exists and is not a socket; it was left as it is")
                .contains("Move the file away, or set weir.listeners.a.address to another path.");
        assertThat(path).hasContent("precious");
    }

    @Test
    void directoryInTheWayOfASocketIsLeftAlone(@TempDir Path directory) {
        assertReport("weir.listeners.a.address=unix:" + directory, ECHO)
                .contains("weir.listeners.a.address = unix:" + directory)
                .contains("Move the file away");
        assertThat(directory).isDirectory();
    }

    @Test
    void socketInADirectoryThatIsNotThere(@TempDir Path directory) {
        Path path = directory.resolve("missing/a.sock");
        assertReport("weir.listeners.a.address=unix:" + path, ECHO)
                .contains("weir.listeners.a.address = unix:" + path + ": No such file or directory\n")
                .contains("Create the directory of the socket, or set weir.listeners.a.address");
    }

    @Test
    void addressOfAnotherMachine() {
        assertReport("weir.listeners.a.address=192.0.2.1:7000", ECHO)
                .contains("weir.listeners.a.address = 192.0.2.1:7000: ")
                .contains("to an address of this machine (ip address shows them), or to :port for all");
    }

    @Test
    void hostThatIsNotKnown() {
        assertReport("weir.listeners.a.address=no-such-host.invalid:7000", ECHO)
                .contains("weir.listeners.a.address = no-such-host.invalid:7000: unknown host")
                .contains("to an IP address, or to a host name that this machine can look up");
    }

    @ParameterizedTest
    @CsvSource({
        "backlog, 0, must be positive: 0",
        "backlog, -1, must be positive: -1",
        "max-connections, -1, must not be negative: -1",
        "timeout.idle, -1s, must not be negative: PT-1S",
        "rate.read, 10, 'must be at least 100B, or 0B: 10B'",
        "buffer-size, 0B, must be between 1B and 64MB: 0B",
        "buffer-size, 1GB, must be between 1B and 64MB: 1073741824B",
        "socket.receive-buffer, -1B, must be between 0B and 64MB: -1B",
        "socket.linger, -1s, must be whole seconds between 0s and 3600s: PT-1S",
        "socket.linger, 500ms, must be whole seconds between 0s and 3600s: PT0.5S",
        "socket.linger, 100d, must be whole seconds between 0s and 3600s: PT2400H",
        "socket.keep-alive-idle, 0s, must be whole seconds between 1s and 32767s: PT0S",
        "socket.keep-alive-interval, 1500ms, must be whole seconds between 1s and 32767s: PT1.5S",
        "socket.keep-alive-count, 0, must be between 1 and 127: 0",
    })
    void valueOutOfRange(String key, String value, String problem) {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a." + key + "=" + value)
                .contains("weir.listeners.a." + key + " " + problem)
                .containsPattern("Action:\\s+(Set it to|Remove it)");
    }

    @Test
    void probesThatAreSwitchedOff() {
        assertReport(
                        ANY_PORT,
                        ECHO,
                        "weir.listeners.a.socket.keep-alive=false",
                        "weir.listeners.a.socket.keep-alive-count=3")
                .contains("weir.listeners.a.socket.keep-alive-count has no effect with socket.keep-alive: false: 3")
                .contains("Remove one of them.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backlog        | many    | a whole number, without a unit",
                "backlog        | 1.5     | a whole number, without a unit",
                "buffer-size    | abc     | a size with its unit, such as 512B, 16KB or 1MB",
                "buffer-size    | 16 kilo | a size with its unit, such as 512B, 16KB or 1MB",
                "enabled        | maybe   | true or false",
                "timeout.idle   | 5 parsecs | a duration with its unit, such as 500ms, 30s, 10m or 2h",
                "socket.linger  | soon    | a duration with its unit, such as 500ms, 30s, 10m or 2h",
                "ssl.client-auth | perhaps | one of none, want, need",
                "proxy-protocol.mode | sometimes | one of off, optional, required",
                "socket.no-delay| nein    | true or false",
            })
    void valueThatCannotBeRead(String key, String value, String form) {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a." + key + "=" + value)
                .contains("weir.listeners.a." + key + " cannot be read: " + value)
                .contains("Set it to " + form + ".");
    }

    @Test
    void shareThatIsNoNumber() {
        assertReport("weir.access-log.sample-rate=some")
                .contains("weir.access-log.sample-rate cannot be read: some")
                .contains("Set it to a number, such as 0.1.");
    }

    @Test
    void valueWhereKeysBelong() {
        assertReport("weir.listeners.a=echo")
                .contains("weir.listeners.a has no value of its own")
                .contains("Below weir.listeners.a there is: address, handler,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "localhost", "10.0.0", "2001:db8::/129"})
    void accessListEntryThatIsNoNetwork(String entry) {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.access.deny=192.0.2.1," + entry)
                .contains("weir.listeners.a.access.deny[1] cannot be understood")
                .contains(": " + entry)
                .contains("Set it to an IP address or a CIDR block, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.");
    }

    @Test
    void valueWhereNamesBelong() {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.ssl.server-name-bundles=shop")
                .contains("weir.listeners.a.ssl.server-name-bundles has no value of its own")
                .contains("Below weir.listeners.a.ssl.server-name-bundles there is: a name of your choice.");
    }

    @Test
    void unknownKeyIsReportedWithItsNeighbours() {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.foo=bar")
                .contains("weir.listeners.a.foo is not a setting: bar")
                .contains("Below weir.listeners.a there is: address, handler,", "socket.*");
    }

    @Test
    void unknownKeyDeeperDown() {
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.socket.nodelai=true")
                .contains("weir.listeners.a.socket.nodelai is not a setting: true")
                .contains("Below weir.listeners.a.socket there is: no-delay, keep-alive,");
        assertReport(ANY_PORT, ECHO, "weir.listeners.a.rate.listener.write=1MB")
                .contains("weir.listeners.a.rate.listener.write is not a setting: 1MB")
                .contains("Below weir.listeners.a.rate.listener there is: read, written");
    }

    @Test
    void unknownKeyAtTheTop() {
        assertReport(ANY_PORT, ECHO, "weir.foo=bar")
                .contains("weir.foo is not a setting: bar")
                .contains("Below weir there is: listeners.*, clients.*, max-connections, buffer-memory, shutdown.*");
    }

    @Test
    void allUnknownKeysAreReportedWithTheirPlaces(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("application.yml"), """
            weir:
              listeners:
                a:
                  adress: 127.0.0.1:0
                  handler: echo
              listenres: {}
              shutdown-idle: 1s
            """);
        assertReport("spring.config.location=" + file)
                .contains("weir.listeners.a.adress is not a setting: 127.0.0.1:0")
                .contains("application.yml] - 4:15")
                .contains("weir.shutdown-idle is not a setting: 1s")
                .contains("application.yml] - 7:18");
    }

    @Test
    void listenerThatCannotBindStopsTheOthers(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("b.sock");
        int port = FreePorts.one();
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(
                    directory.resolve("application.yml"), """
                        weir.listeners:
                          a: {address: "127.0.0.1:%d", handler: echo}
                          b: {address: "unix:%s", handler: echo}
                          c: {address: "127.0.0.1:%d", handler: echo}
                        """.formatted(port, socket, other.getLocalPort()));
            assertReport("spring.config.location=" + file)
                    .contains("TCP listener 'a' started on 127.0.0.1:" + port, "TCP listener 'b' started")
                    .contains("weir.listeners.c.address = 127.0.0.1:" + other.getLocalPort());
        }
        assertThat(socket).doesNotExist();
        try (var again = new ServerSocket()) {
            again.setReuseAddress(false);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(again.isBound()).isTrue();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("weir-accept-a", "weir-accept-b", "weir-accept-c");
    }

    /** What a start with these settings, which must fail, has printed. */
    private AbstractStringAssert<?> assertReport(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("--spring.config.location=optional:classpath:/none/"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        var application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
        assertThatThrownBy(
                        () -> application.run(arguments.toArray(String[]::new)).close())
                .isNotNull();
        return assertThat(output.toString())
                .contains("APPLICATION FAILED TO START")
                .doesNotContain("\tat ");
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        TcpStreamHandler shout() {
            return stream -> stream.transferTo(stream);
        }
    }
}
