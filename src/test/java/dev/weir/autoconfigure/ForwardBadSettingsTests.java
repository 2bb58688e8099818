package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.testing.FreePorts;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Settings of {@code forward} that cannot work: the start fails and names key, value and remedy. */
class ForwardBadSettingsTests {

    private static final String KEY = "weir.listeners.a.forward.";
    private static final String TO = "to=192.0.2.1:6379";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, IntegrationAutoConfiguration.class, WeirAutoConfiguration.class))
            .withPropertyValues(
                    "spring.ssl.bundle.pem.edge.truststore.certificate=file:"
                            + TestCertificates.of("edge.example").pem(),
                    "weir.listeners.a.address=127.0.0.1:0");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "balance=first                | to is missing                        | Set it to the servers to connect to",
                "to=redis                     | to[0] cannot be understood ('redis' has no port | : redis",
                "to=a:1,b:                    | to[1] cannot be understood           | Set it to host:port, [v6]:port or unix",
                "to=::1:6379                  | to[0] cannot be understood ('::1:6379' is ambiguous | [v6]:port",
                "to=:6379                     | to[0] names no host: all interfaces  | such as 127.0.0.1:6379.",
                "to=0.0.0.0:6379              | to[0] names no host: all interfaces  | such as 127.0.0.1:6379.",
                "to=[::]:6379                 | to[0] names no host: all interfaces  | such as 127.0.0.1:6379.",
                "to=a:0                       | to[0] has the port 0                 | Set it to the server's port.",
                "to=a:1,b:1,A:1               | to[2] is the same target as weir.listeners.a.forward.to[0]: A:1 | once",
                "to=unix:/a/b,unix:/a/c/../b  | to[1] is the same target as          | Name each server once.",
                "TO balance=roundest          | balance cannot be read               | one of ",
                "TO connect-attempts=0        | connect-attempts must be positive: 0 | Set it to 3",
                "TO connect-timeout=0         | connect-timeout must be positive     | Set it to 5s, its default.",
                "TO connect-timeout=-1s       | connect-timeout must not be negative: PT-1S | Set it to",
                "TO connect-timeout=5         | connect-timeout has no unit          | Write 5s for seconds",
                "TO resolve-interval=-1s      | resolve-interval must not be negative: PT-1S | Set it to",
                "TO ssl.bundle=none           | ssl.bundle names no SSL bundle (there are edge): none | Define spring.ssl",
                "TO ssl.server-name=b.example | ssl.bundle is missing, and other settings of | remove the others",
                "TO ssl.verify-host-name=false | ssl.bundle is missing               | Set it to the name of an SSL bundle",
                "TO ssl.bundle=edge ssl.server-name=-x- | ssl.server-name is not a server name: -x- | www.example.org",
                "to=unix:/run/b.sock ssl.bundle=edge | ssl.server-name is missing, and the target unix:/run/b.sock | to"
                        + " false.",
                "TO proxy-protocol=v3         | proxy-protocol cannot be read        | one of ",
                "TO health.interval=-5s       | health.interval must not be negative: PT-5S | Set it to",
                "TO health.timeout=0          | health.timeout must be positive      | Set it to 2s, its default.",
                "TO health.fall=0             | health.fall must be positive: 0      | Set it to 3, its default.",
                "TO health.rise=0             | health.rise must be positive: 0      | Set it to 2, its default.",
                "TO health.eject-after=-1     | health.eject-after must not be negative: -1 | or to 0",
                "TO health.eject-for=-1s      | health.eject-for must not be negative: PT-1S | Set it to",
                "TO health.send=PING\\q       | health.send has an unknown escape, \\q: | \\xHH",
                "TO health.expect=\\          | health.expect has an unknown escape  | \\xHH",
                "TO health.interval=0 health.send=PING | health.send has no effect, since weir.listeners.a.forward."
                        + "health.interval is 0 | Remove it",
                "TO health.interval=0 health.expect=OK | health.expect has no effect | Remove it",
                "TO health.on-down=drop       | health.on-down cannot be read        | one of ",
                "TO health.falls=3            | health.falls is not a setting: 3     | there is: interval, timeout, fall,",
                "TO target=b:1                | target is not a setting: b:1         | there is: to, balance,",
            })
    void namesKeyValueAndRemedy(String settings, String problem, String remedy) {
        List<String> all = new ArrayList<>();
        for (String setting : settings.replace("TO", TO).split(" ", -1)) {
            all.add(KEY + setting);
        }
        assertRefused(KEY + problem, remedy, all.toArray(String[]::new));
    }

    @Test
    void rejectsAHandlerThatWouldNeverBeCalled() {
        assertRefused(
                "weir.listeners.a.handler would never be called, since weir.listeners.a.forward is set: echo",
                "Remove one of the two.",
                KEY + TO,
                "weir.listeners.a.handler=echo");
    }

    @Test
    void rejectsFrames() {
        assertRefused(
                "weir.listeners.a.framing has no effect, since weir.listeners.a.forward is set",
                "Remove one of the two.",
                KEY + TO,
                "weir.listeners.a.framing.type=line");
    }

    @Test
    void aHandlerMayBeNamedForwardAndThenNeedsATarget() {
        runner.withPropertyValues(KEY + TO, "weir.listeners.a.handler=forward")
                .run(context -> assertThat(context).hasNotFailed());
        assertRefused(
                "weir.listeners.a.forward.to is missing",
                "Set it to the servers to connect to",
                "weir.listeners.a.handler=forward");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7311, 127.0.0.1:7311",
        ":7311,          127.0.0.1:7311",
        ":7311,          127.0.0.9:7311",
        ":7311,          localhost:7311",
        ":7311,          LocalHost:7311",
        "0.0.0.0:7311,   localhost:7311",
        "[::]:7311,      127.0.0.1:7311",
        "127.0.0.1:7311, localhost:7311",
        "localhost:7311, 127.0.0.1:7311",
        "unix:/tmp/weir-own.sock,      unix:/tmp/weir-own.sock",
        "unix:/tmp/weir-own.sock,      unix:/tmp/../tmp/weir-own.sock",
    })
    void rejectsItsOwnAddress(String address, String target) {
        assertRefused(
                "weir.listeners.a.forward.to[1] is an address of this process itself: weir.listeners.a.address is "
                        + address + ": " + target,
                "Set it to another server's address",
                "weir.listeners.a.address=" + address,
                KEY + "to=192.0.2.1:1," + target);
    }

    @Test
    void rejectsItsOwnAddressOnANetwork() throws SocketException {
        InetAddress own = NetworkInterface.networkInterfaces()
                .filter(network -> !network.getName().equals("lo"))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(null);
        assumeThat(own).as("an address besides the loopback").isNotNull();
        assertRefused(
                "weir.listeners.a.forward.to[0] is an address of this process itself",
                "Set it to another server's address",
                "weir.listeners.a.address=:7311",
                KEY + "to=" + own.getHostAddress() + ":7311");
    }

    @Test
    void rejectsTheAddressOfAnotherListenerAndSoAnyCircle() {
        assertRefused(
                "weir.listeners.a.forward.to[0] is an address of this process itself: weir.listeners.b.address is"
                        + " 127.0.0.1:7312: localhost:7312",
                "a connection must not be forwarded in a circle",
                "weir.listeners.a.address=127.0.0.1:7311",
                KEY + "to=localhost:7312",
                "weir.listeners.b.address=127.0.0.1:7312",
                "weir.listeners.b.forward.to=127.0.0.1:7311");
    }

    @Test
    void acceptsTheSamePortOfAnotherHost() throws IOException {
        int port = FreePorts.one();
        runner.withPropertyValues(
                        "weir.listeners.a.address=127.0.0.1:" + port,
                        KEY + "to=192.0.2.1:" + port + ",no-such-host.invalid:" + port)
                .run(context -> assertThat(context).hasNotFailed());
    }

    private void assertRefused(String problem, String remedy, String... settings) {
        runner.withPropertyValues(settings)
                .run(context -> assertThat(analyze(context.getStartupFailure())).contains(problem, remedy));
    }

    private static String analyze(Throwable failure) {
        List<FailureAnalyzer> analyzers = List.of(
                new InvalidSettingFailureAnalyzer(),
                new UnknownSettingFailureAnalyzer(),
                new UnreadableSettingFailureAnalyzer());
        FailureAnalysis analysis = analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no analysis of " + failure, failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}
