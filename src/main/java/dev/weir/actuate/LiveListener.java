package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.observe.Labelled;
import dev.weir.observe.ListenerActivity;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener on the live page.
 *
 * @param writeBlocked number of streams with a blocked write
 * @param halfClosed number of streams in which one side has ended its write direction
 * @param paused why new connections are not accepted; empty if they are
 * @param history left out unless it is asked for
 */
record LiveListener(
        @JsonUnwrapped ListenerDescriptor listener,
        ListenerActivity.Rate rate,
        int writeBlocked,
        int halfClosed,
        List<String> paused,
        @JsonInclude(JsonInclude.Include.NON_NULL) ListenerActivity.@Nullable History history) {

    static LiveListener of(ListenerScan scan, boolean withHistory) {
        ListenerStatistics statistics = scan.listener().statistics();
        return new LiveListener(
                ListenerDescriptor.of(scan.listener()),
                statistics.activity().rate(),
                scan.writeBlocked(),
                scan.halfClosed(),
                Arrays.stream(PauseReason.values())
                        .filter(statistics::isPaused)
                        .map(Labelled::label)
                        .toList(),
                withHistory ? statistics.activity().history() : null);
    }
}
