package dev.weir.frame;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events of a framed stream. */
final class RecordingObserver implements FrameObserver {

    private final List<String> events = new CopyOnWriteArrayList<>();

    List<String> events() {
        return events;
    }

    @Override
    public void received(int length) {
        events.add("received " + length);
    }

    @Override
    public void sent(int length) {
        events.add("sent " + length);
    }

    @Override
    public void rejected(FrameError error) {
        events.add("rejected " + error);
    }
}
