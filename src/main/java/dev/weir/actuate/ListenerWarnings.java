package dev.weir.actuate;

import dev.weir.actuate.Warning.Kind;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import dev.weir.server.ListenerState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds what an operator should look at in one listener: at most one warning of a kind, but for targets. */
final class ListenerWarnings {

    private static final Duration CERTIFICATE = Duration.ofDays(14);

    private final ListenerScan scan;
    private final String name;
    private final ListenerStatistics statistics;
    private final Consumer<Warning> found;

    ListenerWarnings(ListenerScan scan, Consumer<Warning> found) {
        this.scan = scan;
        this.name = scan.listener().name();
        this.statistics = scan.listener().statistics();
        this.found = found;
    }

    /** Whether so many connections are at least nine tenths of a limit; 0 is no limit. */
    static boolean isNear(long connections, long limit) {
        return limit > 0 && connections * 10 >= limit * 9;
    }

    void find(@Nullable Instant certificateExpires, Instant now) {
        findState();
        findTargets();
        findLimit();
        findBlocked();
        if (certificateExpires != null && now.plus(CERTIFICATE).isAfter(certificateExpires)) {
            findCertificate(certificateExpires, now);
        }
        findSilent();
    }

    private void findState() {
        switch (scan.listener().state()) {
            case ListenerState.Stopped _ ->
                add(Kind.NOT_READY, "Listener " + name + " is stopped, and its port is closed.");
            case ListenerState.Draining(var _, var deadline) ->
                add(
                        Kind.NOT_READY,
                        "Listener " + name + " drains: its port is closed, and its streams may go on until "
                                + deadline.truncatedTo(ChronoUnit.SECONDS) + ".");
            case ListenerState.Listening _, ListenerState.Paused _ -> findPause();
        }
    }

    private void findPause() {
        if (statistics.isPaused(PauseReason.ADMIN)) {
            add(Kind.PAUSED, "Listener " + name + " is paused, and new connections wait until it is resumed.");
        } else if (statistics.isPaused(PauseReason.FD_LIMIT)) {
            add(Kind.PAUSED, "Listener " + name + " accepts no connections: the process has no descriptors left.");
        } else if (statistics.isPaused(PauseReason.STUCK)) {
            add(
                    Kind.PAUSED,
                    "Listener " + name
                            + " accepts no connections: its accept thread is blocked or has ended, or handlers"
                            + " that compute leave no processor to it.");
        }
    }

    private void findTargets() {
        for (TargetStatistics target : scan.listener().targets()) {
            if (target.state() != TargetState.UP) {
                add(
                        Kind.TARGET,
                        "Target " + target.target() + " of listener " + name + " is "
                                + target.state().label() + ".");
            }
        }
    }

    private void findLimit() {
        if (isNear(statistics.active(), statistics.limit())) {
            add(
                    Kind.NEAR_LIMIT,
                    "Listener " + name + " has " + statistics.active() + " of " + statistics.limit()
                            + " connections, and closes new ones at the limit.");
        }
    }

    private void findBlocked() {
        LongWait wait = scan.blocked();
        if (wait.count() == 1) {
            add(
                    Kind.WRITE_BLOCKED,
                    wait,
                    "A stream of listener " + name + " has waited for " + seconds(wait.longest())
                            + " for its client to read.");
        } else if (wait.count() > 1) {
            add(
                    Kind.WRITE_BLOCKED,
                    wait,
                    wait.count() + " streams of listener " + name + " have waited for " + seconds(wait.threshold())
                            + " or more for their clients to read, one of them for " + seconds(wait.longest()) + ".");
        }
    }

    private void findCertificate(Instant expires, Instant now) {
        String when = expires.isAfter(now)
                ? " expires in " + Duration.between(now, expires).toHours() + " hours, at "
                : " has expired: it was valid until ";
        add(Kind.CERTIFICATE, "The certificate of listener " + name + when + expires + ".");
    }

    private void findSilent() {
        LongWait wait = scan.silent();
        if (wait.count() == 1) {
            add(
                    Kind.HALF_CLOSED,
                    wait,
                    "A half-closed stream of listener " + name + " has been silent for " + seconds(wait.longest())
                            + ".");
        } else if (wait.count() > 1) {
            add(
                    Kind.HALF_CLOSED,
                    wait,
                    wait.count() + " half-closed streams of listener " + name + " have been silent for "
                            + seconds(wait.threshold()) + " or more, one of them for " + seconds(wait.longest()) + ".");
        }
    }

    private void add(Kind kind, String text) {
        found.accept(new Warning(kind, name, null, text));
    }

    private void add(Kind kind, LongWait wait, String text) {
        found.accept(new Warning(kind, name, wait.stream(), text));
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
