package dev.weir.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LinuxSocketsTests {

    /** The program that asks, in a JVM of its own. */
    static final class Question {

        private Question() {}

        public static void main(String[] arguments) {
            System.out.println(LinuxSockets.unavailability());
        }
    }

    private static String answer(String... options) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(RunningProcess.java()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Question.class.getName()));
        try (RunningProcess process = RunningProcess.start(new ProcessBuilder(command))) {
            process.await(".");
            return process.output();
        }
    }

    @Test
    void canBeUsedHere() {
        assertThat(LinuxSockets.unavailability()).isNull();
    }

    @Test
    void cannotBeUsedWithoutNativeAccessAndTheJvmDoesNotWarn() throws Exception {
        assertThat(answer())
                .isEqualTo("native access is not enabled; start Java with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void cannotBeUsedOnOtherSystemsAndArchitectures() throws Exception {
        assertThat(answer("-Dos.arch=riscv64")).isEqualTo("the architecture is riscv64, not amd64 or aarch64");
    }
}
