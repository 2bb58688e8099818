package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.observe.Labelled;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.server.StreamListener;
import java.util.Arrays;
import java.util.List;

/**
 * A listener on the live page.
 *
 * @param halfClosed number of streams in which one side has ended its write direction
 * @param paused why new connections are not accepted; empty if they are
 */
record LiveListener(@JsonUnwrapped ListenerDescriptor listener, int halfClosed, List<String> paused) {

    static LiveListener of(StreamListener listener) {
        ListenerStatistics statistics = listener.statistics();
        return new LiveListener(
                ListenerDescriptor.of(listener),
                statistics.halfClosed(),
                Arrays.stream(PauseReason.values())
                        .filter(statistics::isPaused)
                        .map(Labelled::label)
                        .toList());
    }
}
