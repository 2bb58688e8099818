package dev.weir.upstream;

import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of one target, as statistics and log show it. Any thread; a log that blocks holds back only the thread that writes to it.
 *
 * <p>The log has few lines however long a target stays away: one when it is ejected or down, and one when a connect or a check has
 * succeeded again. The end of an ejection is none: the target gets connections, which may fail as before.
 */
final class TargetStatus {

    private static final Logger log = LoggerFactory.getLogger(TargetStatus.class);

    private final TargetStatistics statistics;
    private final TargetHealth health;
    private final Runnable wentDown;

    /** Held while a change is announced; threads that find it locked leave further changes to its owner. */
    private final ReentrantLock announcing = new ReentrantLock();

    private volatile TargetState logged = TargetState.UP;
    private volatile @Nullable String lastFailure;

    /** @param wentDown is called after each change to {@link TargetState#DOWN} */
    TargetStatus(TargetStatistics statistics, HealthOptions options, Runnable wentDown) {
        this.statistics = statistics;
        this.health = new TargetHealth(options);
        this.wentDown = wentDown;
    }

    /** The state now, whether it is announced yet or not. */
    TargetState current() {
        return health.state(System.nanoTime());
    }

    /** Announces what has changed by the passage of time, and returns the state. */
    TargetState refresh() {
        return refresh(false);
    }

    void checkPassed() {
        health.checkPassed();
        refresh(true);
    }

    void checkFailed(IOException why) {
        lastFailure = ConnectFailure.describe(why);
        health.checkFailed();
        refresh(false);
    }

    void connected() {
        health.connected();
        refresh(true);
    }

    /** Records a failed connect; {@link #refresh} remains to be called. */
    void connectFailed(IOException why, boolean isLast) {
        lastFailure = ConnectFailure.describe(why);
        health.connectFailed(isLast, System.nanoTime());
    }

    /** Ends an ejection before its time; {@link #refresh} remains to be called. */
    void endEjection() {
        health.endEjection();
    }

    private TargetState refresh(boolean isReached) {
        TargetState state = current();
        while (isNews(state, isReached) && announcing.tryLock()) {
            try {
                announce(state, isReached);
            } finally {
                announcing.unlock();
            }
            // Another thread may have changed it meanwhile, and found the lock taken.
            state = current();
        }
        return state;
    }

    private boolean isNews(TargetState state, boolean isReached) {
        return state != statistics.state() || (isReached && state == TargetState.UP && logged != TargetState.UP);
    }

    private void announce(TargetState state, boolean isReached) {
        boolean goesDown = state == TargetState.DOWN && statistics.state() != TargetState.DOWN;
        statistics.setState(state);
        if (state == TargetState.UP) {
            if (isReached && logged != TargetState.UP) {
                logged = state;
                log.info("{}: target {} is up", statistics.owner(), statistics.target());
            }
        } else if (state == TargetState.DOWN ? logged != TargetState.DOWN : logged == TargetState.UP) {
            logged = state;
            log.warn("{}: target {} is {}: {}", statistics.owner(), statistics.target(), state.label(), lastFailure);
        }
        if (goesDown) {
            wentDown.run();
        }
    }
}
