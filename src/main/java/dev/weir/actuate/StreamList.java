package dev.weir.actuate;

import dev.weir.observe.ObservedConnection;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.List;

/**
 * Some of the live streams.
 *
 * @param total the number of live streams, whether listed or not
 */
record StreamList(int total, List<StreamDescriptor> streams) {

    static StreamList of(StreamListeners listeners, StreamQuery query) {
        var top = new TopStreams(query.order(), query.limit(), System.nanoTime());
        int total = 0;
        for (StreamListener listener : query.listeners(listeners)) {
            for (ObservedConnection connection : listener.statistics().live()) {
                top.offer(connection);
                total++;
            }
        }
        return new StreamList(total, top.describe());
    }
}
