package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.TargetState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TargetHealthTests {

    private static final long EJECTION = HealthOptions.DEFAULT.ejectFor().toNanos();

    private final TargetHealth health = new TargetHealth(HealthOptions.DEFAULT);

    @Test
    void isUpBeforeTheFirstCheck() {
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
    }

    @Test
    void isDownAfterFailedChecksInARow() {
        health.checkFailed();
        health.checkFailed();
        health.checkPassed();
        health.checkFailed();
        health.checkFailed();
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
        health.checkFailed();
        assertThat(health.state(0)).isEqualTo(TargetState.DOWN);
    }

    @Test
    void isUpAgainAfterPassedChecksInARow() {
        goDown();
        health.checkPassed();
        health.checkFailed();
        health.checkPassed();
        assertThat(health.state(0)).isEqualTo(TargetState.DOWN);
        health.checkPassed();
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
    }

    @Test
    void isEjectedAfterFailedConnectsInARow() {
        failConnects(2);
        health.connected();
        failConnects(2);
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
        failConnects(1);
        assertThat(health.state(EJECTION - 1)).isEqualTo(TargetState.EJECTED);
        assertThat(health.state(EJECTION)).isEqualTo(TargetState.UP);
    }

    @Test
    void theLastTargetIsNeverEjected() {
        for (int i = 0; i < 10; i++) {
            health.connectFailed(true, 0);
        }
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
    }

    @Test
    void aPassedCheckEndsAnEjection() {
        failConnects(3);
        health.checkPassed();
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
    }

    @Test
    void anEjectionCanEndBeforeItsTime() {
        failConnects(3);
        health.endEjection();
        assertThat(health.state(0)).isEqualTo(TargetState.UP);
        failConnects(2);
        assertThat(health.state(0)).as("the count starts anew").isEqualTo(TargetState.UP);
    }

    @Test
    void withoutALimitNothingIsEjected() {
        var never = new TargetHealth(new HealthOptions(
                Duration.ZERO,
                Duration.ofSeconds(1),
                1,
                1,
                new byte[0],
                new byte[0],
                0,
                Duration.ofSeconds(1),
                HealthOptions.OnDown.KEEP));
        never.connectFailed(false, 0);
        assertThat(never.state(0)).isEqualTo(TargetState.UP);
    }

    private void goDown() {
        for (int i = 0; i < HealthOptions.DEFAULT.fall(); i++) {
            health.checkFailed();
        }
    }

    private void failConnects(int times) {
        for (int i = 0; i < times; i++) {
            health.connectFailed(false, 0);
        }
    }
}
