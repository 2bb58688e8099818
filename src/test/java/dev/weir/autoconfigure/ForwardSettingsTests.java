package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.Balance;
import dev.weir.upstream.ProxyProtocolVersion;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Settings of {@code forward}, as they may be written. */
class ForwardSettingsTests {

    @Test
    void variablesSuffice() {
        bind(
                new Sources()
                        .variable(
                                "WEIR_LISTENERS_FRONT_ADDRESS=:1",
                                "WEIR_LISTENERS_FRONT_FORWARD_TO=10.0.0.1:6379,10.0.0.2:6379",
                                "WEIR_LISTENERS_FRONT_FORWARD_BALANCE=least_connections",
                                "WEIR_LISTENERS_FRONT_FORWARD_CONNECTATTEMPTS=2",
                                "WEIR_LISTENERS_FRONT_FORWARD_HEALTH_EJECT_AFTER=7"),
                forward -> {
                    assertThat(forward.to()).containsExactly("10.0.0.1:6379", "10.0.0.2:6379");
                    assertThat(forward.balance()).isEqualTo(Balance.LEAST_CONNECTIONS);
                    assertThat(forward.connectAttempts()).isEqualTo(2);
                    assertThat(forward.health().ejectAfter()).isEqualTo(7);
                });
    }

    @Test
    void aVariableReplacesTheTargetsOfAFile() {
        bind(
                new Sources()
                        .yaml("weir.listeners.front: {address: ':1', forward: {to: [a:1, b:1], balance: first}}")
                        .variable("WEIR_LISTENERS_FRONT_FORWARD_TO=c:1"),
                forward -> {
                    assertThat(forward.to()).containsExactly("c:1");
                    assertThat(forward.balance()).isEqualTo(Balance.FIRST);
                });
    }

    @Test
    void offInYamlIsNoProxyHeader() {
        bind(
                new Sources()
                        .yaml("weir.listeners.front: {address: ':1', forward: {to: ['[::1]:1'], proxy-protocol: off}}"),
                forward -> {
                    assertThat(forward.to()).containsExactly("[::1]:1");
                    assertThat(forward.proxyProtocol()).isEqualTo(ProxyProtocolVersion.OFF);
                });
    }

    @Test
    void aCheckMaySendNothingButALineEnd() {
        bind(new Sources().yaml("""
                        weir.listeners.front:
                          address: ':1'
                          forward:
                            to: a:1
                            health: {send: "\\r\\n", expect: " "}
                        """), forward -> {
            assertThat(forward.health().send()).isEqualTo("\r\n");
            assertThat(forward.health().expect()).isEqualTo(" ");
        });
    }

    private static void bind(Sources sources, Consumer<ForwardProperties> assertions) {
        sources.runner().run(context -> {
            assertThat(context).hasNotFailed();
            WeirProperties.Listener front =
                    context.getBean(WeirProperties.class).listeners().get("front");
            assertions.accept(Objects.requireNonNull(front.forward()));
        });
    }
}
