package dev.weir.observe;

/** An observer of ends only: no other event takes its place in a queue. */
@FunctionalInterface
public interface CloseObserver extends ConnectionObserver {

    @Override
    void closed(ObservedConnection connection, CloseCause cause);
}
