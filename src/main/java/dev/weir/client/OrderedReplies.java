package dev.weir.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies in the order of the requests. */
final class OrderedReplies<T, R> implements Replies<T, R> {

    private final Deque<PendingReply<R>> pending = new ArrayDeque<>();

    @Override
    public void add(T request, PendingReply<R> reply) {
        pending.addLast(reply);
    }

    @Override
    public void remove(PendingReply<R> reply) {
        pending.remove(reply);
    }

    @Override
    public @Nullable PendingReply<R> take(R frame) {
        return pending.pollFirst();
    }

    @Override
    public boolean isNextUnasked() {
        return pending.isEmpty();
    }

    @Override
    public boolean giveUp(PendingReply<R> reply) {
        return pending.contains(reply);
    }

    @Override
    public boolean canSkip() {
        return false;
    }

    @Override
    public List<PendingReply<R>> removeAll() {
        var all = new ArrayList<>(pending);
        pending.clear();
        return all;
    }
}
