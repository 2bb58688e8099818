package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that Boot would take for something else than their author meant. */
class SettingValuesTests {

    private static final String ECHO = "weir.listeners.a: {address: ':1', handler: echo, %s}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: {idle: 600}",
                "timeout: {idle: '600'}",
                "timeout: {lifetime: 3600}",
                "timeout: {min-rate-window: 10}",
                "proxy-protocol: {timeout: 5}",
                "socket: {linger: 5}"
            })
    void rejectsADurationWithoutAUnit(String setting) {
        assertRefused(ECHO.formatted(setting), "has no unit", "s for seconds, or ");
    }

    @Test
    void rejectsADurationWithoutAUnitOutsideListeners() {
        assertRefused("weir.shutdown.grace-period: 20", "weir.shutdown.grace-period has no unit: 20", "Write 20s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "600s", "PT10M", "10m"})
    void acceptsADuration(String value) {
        assertBound(ECHO.formatted("timeout: {idle: " + value + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access: {allow: }",
                "access: {allow: ''}",
                "access: {allow: '${UNSET:}'}",
                "access: {deny: }",
                "proxy-protocol: {trusted: }",
                "ssl: {bundle: }",
                "ssl: {bundle: ''}",
            })
    void rejectsAKeyWithoutAValue(String setting) {
        assertRefused(ECHO.formatted(setting), "is empty", "remove the key");
    }

    @Test
    void rejectsAnExtraComma() {
        assertRefused(
                ECHO.formatted("access: {allow: '10.0.0.0/8,'}"),
                "access.allow has an empty entry",
                "Remove the extra comma");
    }

    @Test
    void acceptsAnExplicitlyEmptyList() {
        assertBound("weir:\n  listeners:\n    a:\n      address: ':1'\n      access:\n        allow: []\n");
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_MAXCONECTIONS=5, WEIR_MAXCONECTIONS is not a setting",
        "WEIR_LISTENERS_A_TIMEOUT_IDEL=5s, WEIR_LISTENERS_A_TIMEOUT_IDEL is not a setting",
        "WEIR_SHUTDOWN_GRACE=5s, WEIR_SHUTDOWN_GRACE is not a setting"
    })
    void rejectsAMisspelledVariable(String variable, String problem) {
        new Sources()
                .yaml(ECHO.formatted("backlog: 7"))
                .variable(variable)
                .runner()
                .run(context -> assertThat(new UnknownSettingFailureAnalyzer()
                                .analyze(context.getStartupFailure())
                                .getDescription())
                        .contains(problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEIR_PORT=tcp://10.0.0.1:3000",
                "WEIR_SERVICE_HOST=10.0.0.1",
                "WEIR_PORT_3000_TCP_ADDR=10.0.0.1",
                "WEIR_BLUE_SERVICE_PORT_MANAGEMENT=8080",
                "WEIR_HOME=/opt/weir"
            })
    void ignoresOtherVariables(String variable) {
        new Sources()
                .yaml(ECHO.formatted("backlog: 7"))
                .variable(variable)
                .runner()
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void ignoresPropertiesOfTheBuild() {
        new Sources()
                .yaml(ECHO.formatted("backlog: 7"))
                .systemProperty("weir.require-tools=true", "weir.exec.jar=/x.jar", "weir.version=1", "weir.soak=PT1M")
                .runner()
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static void assertBound(String yaml) {
        new Sources().yaml(yaml).runner().run(context -> assertThat(context).hasNotFailed());
    }

    private static void assertRefused(String yaml, String problem, String remedy) {
        new Sources().yaml(yaml).runner().run(context -> {
            assertThat(context).getFailure().rootCause().isInstanceOf(InvalidSettingException.class);
            Throwable root = context.getStartupFailure();
            while (root.getCause() != null) {
                root = root.getCause();
            }
            assertThat(root).hasMessageContaining(problem);
            assertThat(((InvalidSettingException) root).remedy()).contains(remedy);
        });
    }
}
