package dev.weir.upstream;

import dev.weir.observe.TargetState;

/**
 * Whether a target gets new connections: down by failed checks, ejected by failed connects, otherwise up. Any thread.
 *
 * <p>A target begins up: the first connect need not wait for the first check.
 */
final class TargetHealth {

    private final HealthOptions options;
    private boolean down;
    private boolean ejected;
    private long ejectedUntil;

    /** Checks in a row against the present state: failed ones while up, passed ones while down. */
    private int contrary;

    private int failedConnects;

    TargetHealth(HealthOptions options) {
        this.options = options;
    }

    /** @param nowNanos a value of {@link System#nanoTime} */
    synchronized TargetState state(long nowNanos) {
        if (down) {
            return TargetState.DOWN;
        }
        return ejected && nowNanos - ejectedUntil < 0 ? TargetState.EJECTED : TargetState.UP;
    }

    /** Records a check that passed. The ejection ends too: the target has just been reached. */
    synchronized void checkPassed() {
        ejected = false;
        if (!down) {
            contrary = 0;
        } else if (++contrary >= options.rise()) {
            down = false;
            contrary = 0;
            failedConnects = 0;
        }
    }

    synchronized void checkFailed() {
        if (down) {
            contrary = 0;
        } else if (++contrary >= options.fall()) {
            down = true;
            contrary = 0;
        }
    }

    synchronized void connected() {
        failedConnects = 0;
        ejected = false;
    }

    synchronized void endEjection() {
        ejected = false;
    }

    /**
     * Records a failed connect.
     *
     * @param isLast whether no other target is up; the last one is never ejected
     */
    synchronized void connectFailed(boolean isLast, long nowNanos) {
        failedConnects++;
        if (!isLast && options.ejectAfter() > 0 && failedConnects >= options.ejectAfter()) {
            ejected = true;
            ejectedUntil = nowNanos + options.ejectFor().toNanos();
            failedConnects = 0;
        }
    }
}
