package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Wrong settings of limits, timeouts and the drain stop the start and name the remedy. */
class LimitSettingsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, WeirAutoConfiguration.class))
            .withPropertyValues("weir.listeners.echo.address=127.0.0.1:0", "weir.listeners.echo.handler=echo");

    @ParameterizedTest
    @CsvSource({
        "weir.max-connections, -1",
        "weir.buffer-memory, -1MB",
        "weir.listeners.echo.max-connections, -1",
        "weir.listeners.echo.max-connections-per-client, -1",
        "weir.listeners.echo.max-connections-per-client, 10001",
        "weir.listeners.echo.accept-rate, -1",
        "weir.listeners.echo.timeout.idle, -1s",
        "weir.listeners.echo.timeout.first-byte, -1s",
        "weir.listeners.echo.timeout.first-byte, 11m",
        "weir.listeners.echo.timeout.read, -1s",
        "weir.listeners.echo.timeout.write, -1s",
        "weir.listeners.echo.timeout.write, 36501d",
        "weir.listeners.echo.timeout.half-closed, -1s",
        "weir.listeners.echo.timeout.lifetime, -1s",
        "weir.listeners.echo.timeout.min-rate, -1B",
        "weir.listeners.echo.timeout.min-rate-window, 0",
        "weir.listeners.echo.timeout.min-rate-window, 999ms",
        "weir.listeners.echo.rate.read, -1B",
        "weir.listeners.echo.rate.read, 99B",
        "weir.listeners.echo.rate.written, -1MB",
        "weir.listeners.echo.rate.written, 10",
        "weir.listeners.echo.rate.listener.read, 1B",
        "weir.listeners.echo.rate.listener.written, -1B",
        "weir.shutdown.delay, -1s",
        "weir.shutdown.idle, -1s",
        "weir.shutdown.idle, 21s",
        "weir.shutdown.grace-period, -1s",
    })
    void rejectsValuesOutOfRange(String key, String value) {
        runner.withPropertyValues(key + "=" + value).run(context -> {
            Throwable failure = rootCause(context.getStartupFailure());
            assertThat(failure).isInstanceOf(InvalidSettingException.class).hasMessageContaining(key + " ");
            assertThat(((InvalidSettingException) failure).remedy()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.1/8", "localhost", "10.0.0", "2001:db8::/129", "fe80::1%lo", ""})
    void rejectsInvalidCidrBlocks(String block) {
        for (String list : new String[] {"allow", "deny"}) {
            String key = "weir.listeners.echo.access." + list;
            runner.withPropertyValues(key + "[0]=192.0.2.0/24", key + "[1]=" + block)
                    .run(context -> assertThat(rootCause(context.getStartupFailure()))
                            .isInstanceOf(InvalidSettingException.class)
                            .hasMessageContaining(key + "[1] ")
                            .hasMessageContaining(block));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "written"})
    void rejectsARateOfOneStreamAboveThatOfItsListener(String direction) {
        String rate = "weir.listeners.echo.rate.";
        runner.withPropertyValues(rate + direction + "=2MB", rate + "listener." + direction + "=1MB")
                .run(context -> assertThat(rootCause(context.getStartupFailure()))
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining(rate + direction + " must not be above")
                        .hasMessageContaining(rate + "listener." + direction));
        runner.withPropertyValues(rate + direction + "=1MB", rate + "listener." + direction + "=1MB")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void halfClosedAboveIdleIsAllowed() {
        runner.withPropertyValues("weir.listeners.echo.timeout.idle=1s", "weir.listeners.echo.timeout.half-closed=1h")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void zeroSwitchesEverythingOff() {
        runner.withPropertyValues(
                        "weir.max-connections=0",
                        "weir.listeners.echo.max-connections=0",
                        "weir.listeners.echo.max-connections-per-client=50000",
                        "weir.listeners.echo.timeout.idle=0",
                        "weir.listeners.echo.timeout.first-byte=1h",
                        "weir.listeners.echo.timeout.write=0",
                        "weir.listeners.echo.timeout.half-closed=0",
                        "weir.shutdown.idle=1s",
                        "weir.shutdown.grace-period=0")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable e = failure;
        while (e.getCause() != null && !(e instanceof InvalidSettingException)) {
            e = e.getCause();
        }
        return e;
    }
}
