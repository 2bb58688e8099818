package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.autoconfigure.WeirProperties.TransportType;
import dev.weir.testing.RunningApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** {@code weir.transport}. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TransportSettingsTests {

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @CsvSource({"linux, linux", "auto, linux", "jdk, jdk"})
    void listenersSayWhichTransportTheyUse(String setting, String transport, CapturedOutput output) throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("weir.transport=" + setting)
                .start()) {
            application.client("echo").send("hello").receives("hello").close();
            assertThat(application.get("tcplisteners/echo").body()).contains("\"transport\":\"" + transport + "\"");
            assertThat(output)
                    .containsPattern("TCP listener 'echo' started on .* with handler 'echo', transport " + transport);
        }
    }

    @Test
    void linuxWhereItCannotBeUsedStopsTheStartAndSaysWhy() {
        String reason = "the architecture is riscv64, not amd64 or aarch64";
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> ListenerBinders.of(TransportType.LINUX, () -> reason))
                .withMessage("weir.transport: linux cannot be used here: " + reason + ".")
                .extracting(InvalidSettingException::remedy)
                .isEqualTo("Remove it, or set it to jdk, for the JDK's sockets.");
    }

    @Test
    void autoFallsBackToTheJdksSocketsAndSaysWhy(CapturedOutput output) {
        String reason = "the system call epoll_create1 is refused: Operation not permitted";
        assertThat(ListenerBinders.of(TransportType.AUTO, () -> reason).transport())
                .isEqualTo("jdk");
        assertThat(output).contains("Listeners use the JDK's sockets, not Linux's system calls: " + reason);
    }

    @Test
    void theJdksSocketsNeedNoNativeAccess() {
        assertThat(ListenerBinders.of(TransportType.JDK, TransportSettingsTests::unexpected)
                        .transport())
                .isEqualTo("jdk");
    }

    private static @Nullable String unexpected() {
        throw new IllegalStateException("native access is not asked for");
    }
}
