package dev.weir.autoconfigure;

import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.StreamAddress;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams of listeners that forward; each is started and closed with its listener.
 *
 * @param byListener by the listener's name
 */
record ForwardUpstreams(Map<String, Upstream> byListener) {

    ForwardUpstreams {
        byListener = Map.copyOf(byListener);
    }

    /**
     * Maps the settings of all listeners that forward.
     *
     * @throws InvalidSettingException for the first wrong setting
     */
    static ForwardUpstreams of(
            WeirProperties properties,
            List<ListenerDefinition> listeners,
            UpstreamMapper mapper,
            BufferBudget buffers,
            UpstreamObserver observer) {
        var upstreams = new HashMap<String, Upstream>();
        for (ListenerDefinition listener : listeners) {
            ForwardProperties forward = Objects.requireNonNull(
                            properties.listeners().get(listener.name()))
                    .forward();
            if (forward != null) {
                String prefix = "weir.listeners." + listener.name() + ".forward";
                UpstreamOptions options =
                        mapper.map(prefix, forward, listener.options().stream().withBuffers(buffers));
                rejectOwn(prefix + ".to", options.targets(), listeners);
                upstreams.put(
                        listener.name(), new Upstream(UpstreamOwner.listener(listener.name()), options, observer));
            }
        }
        return new ForwardUpstreams(upstreams);
    }

    private static void rejectOwn(String key, List<StreamAddress> targets, List<ListenerDefinition> listeners) {
        for (int i = 0; i < targets.size(); i++) {
            ListenerDefinition own = OwnAddresses.listenerAt(targets.get(i), listeners);
            if (own != null) {
                throw new InvalidSettingException(
                        key + "[" + i + "]",
                        targets.get(i),
                        "is an address of this process itself: weir.listeners." + own.name() + ".address is "
                                + own.address(),
                        "Set it to another server's address: a connection must not be forwarded in a circle.");
            }
        }
    }

    /** Returns the upstream of a listener; {@code null} if it does not forward. */
    @Nullable
    Upstream find(String listener) {
        return byListener.get(listener);
    }
}
