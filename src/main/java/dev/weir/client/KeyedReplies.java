package dev.weir.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replies that are told apart by their keys. */
final class KeyedReplies<T, R> implements Replies<T, R> {

    /** Keys of requests that were given up and have no reply yet; the oldest is forgotten first. */
    private static final int MAX_GIVEN_UP = 1024;

    private final String client;
    private final Correlation<T, R> correlation;
    private final Map<Object, PendingReply<R>> pending = new HashMap<>();
    private final Map<Object, PendingReply<R>> givenUp = new LinkedHashMap<>();

    KeyedReplies(String client, Correlation<T, R> correlation) {
        this.client = client;
        this.correlation = correlation;
    }

    @Override
    public void add(T request, PendingReply<R> reply) {
        Object key = Objects.requireNonNull(
                correlation.requestKey(request), "the Correlation has returned no key for a request");
        if (pending.containsKey(key)) {
            throw new IllegalStateException(
                    "client " + client + ": a request with the key " + key + " is in flight already");
        }
        if (givenUp.containsKey(key)) {
            throw new IllegalStateException("client " + client + ": a request with the key " + key
                    + " was given up, and its reply may still come; use another key");
        }
        reply.setKey(key);
        pending.put(key, reply);
    }

    @Override
    public void remove(PendingReply<R> reply) {
        pending.remove(reply.key(), reply);
    }

    @Override
    public @Nullable PendingReply<R> take(R frame) {
        Object key = correlation.replyKey(frame);
        if (key == null) {
            return null;
        }
        PendingReply<R> reply = pending.remove(key);
        return reply == null ? givenUp.remove(key) : reply;
    }

    /** Its key would tell. */
    @Override
    public boolean isNextUnasked() {
        return false;
    }

    @Override
    public boolean giveUp(PendingReply<R> reply) {
        Object key = reply.key();
        if (!pending.remove(key, reply)) {
            return false;
        }
        if (givenUp.size() >= MAX_GIVEN_UP) {
            givenUp.remove(givenUp.keySet().iterator().next());
        }
        givenUp.put(key, reply);
        return true;
    }

    @Override
    public boolean canSkip() {
        return true;
    }

    @Override
    public List<PendingReply<R>> removeAll() {
        var all = new ArrayList<>(pending.values());
        pending.clear();
        givenUp.clear();
        return all;
    }
}
