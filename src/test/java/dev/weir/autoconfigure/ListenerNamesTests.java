package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of listeners that are equal under relaxed binding are one listener, whichever source they are in. */
class ListenerNamesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my-echo",
                "my_echo",
                "myEcho",
                "MYECHO",
                "MY-ECHO",
                "my--echo",
                "myecho",
                "\"[my-echo]\"",
                "\"[My_Echo]\""
            })
    void variableOverridesAListenerOfAnySpelling(String name) {
        String label = name.replaceAll("[\"\\[\\]]", "");
        new Sources()
                .yaml("weir.listeners: {%s: {address: '127.0.0.1:1', handler: echo, backlog: 7}}".formatted(name))
                .variable(
                        "WEIR_LISTENERS_MYECHO_ADDRESS=127.0.0.1:2", "WEIR_LISTENERS_MYECHO_ACCESS_ALLOW_0=10.0.0.0/8")
                .runner()
                .run(context -> {
                    var listeners = context.getBean(WeirProperties.class).listeners();
                    assertThat(listeners).containsOnlyKeys(label);
                    WeirProperties.Listener listener = listeners.get(label);
                    assertThat(listener.address()).isEqualTo("127.0.0.1:2");
                    assertThat(listener.handler()).isEqualTo("echo");
                    assertThat(listener.backlog()).isEqualTo(7);
                    assertThat(listener.access().allow()).containsExactly("10.0.0.0/8");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEIR_LISTENERS_MYECHO_MAXCONNECTIONS",
                "WEIR_LISTENERS_MYECHO_MAX_CONNECTIONS",
                "WEIR_LISTENERS_MY_ECHO_MAX_CONNECTIONS",
                "weir_listeners_myecho_maxconnections",
            })
    void variableMayLeaveDashesOutOrHaveUnderscoresForThem(String variable) {
        new Sources()
                .yaml("weir.listeners.my-echo: {address: ':1', handler: echo}")
                .variable(variable + "=5")
                .runner()
                .run(context -> {
                    var listeners = context.getBean(WeirProperties.class).listeners();
                    assertThat(listeners).containsOnlyKeys("my-echo");
                    assertThat(listeners.get("my-echo").maxConnections()).isEqualTo(5);
                });
    }

    @Test
    void variablesOverrideListsAndMaps() {
        new Sources()
                .yaml("""
                    weir.listeners.my-echo:
                      address: ":1"
                      access: {allow: [192.0.2.1, 192.0.2.2], deny: [192.0.2.3]}
                      ssl: {bundle: one, server-name-bundles: {a.example.org: a, b.example.org: b}}
                    """)
                .variable(
                        "WEIR_LISTENERS_MYECHO_ACCESS_ALLOW_0=10.0.0.0/8",
                        "WEIR_LISTENERS_MYECHO_ACCESS_DENY=10.0.0.1,10.0.0.2",
                        "WEIR_LISTENERS_MYECHO_SSL_SERVERNAMEBUNDLES_A_EXAMPLE_ORG=c")
                .runner()
                .run(context -> {
                    WeirProperties.Listener listener =
                            context.getBean(WeirProperties.class).listeners().get("my-echo");
                    assertThat(listener.access().allow()).containsExactly("10.0.0.0/8");
                    assertThat(listener.access().deny()).containsExactly("10.0.0.1", "10.0.0.2");
                    assertThat(listener.ssl().bundle()).isEqualTo("one");
                    assertThat(listener.ssl().serverNameBundles())
                            .containsEntry("a.example.org", "c")
                            .containsEntry("b.example.org", "b")
                            .hasSize(2);
                });
    }

    @Test
    void listenersMayBeDefinedByVariablesAlone() {
        new Sources()
                .variable("WEIR_LISTENERS_A_ADDRESS=:1", "WEIR_LISTENERS_A_HANDLER=echo", "WEIR_LISTENERS_1_ADDRESS=:2")
                .runner()
                .run(context -> {
                    var listeners = context.getBean(WeirProperties.class).listeners();
                    assertThat(listeners).containsOnlyKeys("a", "1");
                    assertThat(listeners.get("a").handler()).isEqualTo("echo");
                });
    }

    @Test
    void strongerSourcesOverrideUnderTheirOwnSpelling() {
        new Sources()
                .argument("weir.listeners.MYECHO.backlog=1")
                .systemProperty("weir.listeners.myEcho.backlog=2", "weir.listeners.myEcho.handler=discard")
                .yaml("weir.listeners.my_echo: {accept-rate: 3}")
                .yaml("weir.listeners.my-echo: {address: ':1', handler: echo, backlog: 7}")
                .runner()
                .run(context -> {
                    var listeners = context.getBean(WeirProperties.class).listeners();
                    assertThat(listeners).containsOnlyKeys("my-echo");
                    WeirProperties.Listener listener = listeners.get("my-echo");
                    assertThat(listener.backlog()).isEqualTo(1);
                    assertThat(listener.handler()).isEqualTo("discard");
                    assertThat(listener.acceptRate()).isEqualTo(3);
                    assertThat(listener.address()).isEqualTo(":1");
                });
    }

    @ParameterizedTest
    @CsvSource({"my-echo, myecho", "my-echo, my_echo", "echo, Echo"})
    void twoSpellingsInOneFileAreAMistake(String one, String other) {
        new Sources()
                .yaml("weir.listeners: {%s: {address: ':1'}, %s: {address: ':2'}}".formatted(one, other))
                .runner()
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("weir.listeners." + other + " is the same listener as weir.listeners."
                                + one + ": case, dashes and underscores make no difference"));
    }

    @Test
    void namesThatDifferOtherwiseStayApart() {
        new Sources()
                .yaml("weir.listeners: {a-b: {address: ':1'}, a-c: {address: ':2'}, ab2: {address: ':3'}}")
                .variable("WEIR_LISTENERS_AC_BACKLOG=4")
                .runner()
                .run(context -> {
                    var listeners = context.getBean(WeirProperties.class).listeners();
                    assertThat(List.copyOf(listeners.keySet())).containsExactlyInAnyOrder("a-b", "a-c", "ab2");
                    assertThat(listeners.get("a-c").backlog()).isEqualTo(4);
                    assertThat(listeners.get("a-b").backlog()).isEqualTo(1024);
                });
    }

    @Test
    void valueOfAVariableIsCheckedAsAnyOther() {
        new Sources()
                .yaml("weir.listeners.my-echo: {address: ':1', handler: echo}")
                .variable("WEIR_LISTENERS_MYECHO_TIMEOUT_IDLE=600")
                .runner()
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("timeout.idle has no unit: 600")
                        .hasMessageContaining("WEIR_LISTENERS_MYECHO_TIMEOUT_IDLE"));
    }
}
