package dev.weir.stream;

import dev.weir.test.Faults;

/** Small segments, but not of one byte each: these tests move many megabytes. */
class SmallSegmentsStreamTests extends ConnectedStreamsLifecycle implements DuplexContract {

    @Override
    public Pipe connect(StreamOptions options) {
        return FaultyPipe.open(Faults.none().segments(1, 2, 1, 5, 3, 700), options);
    }
}
