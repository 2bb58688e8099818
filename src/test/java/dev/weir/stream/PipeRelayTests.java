package dev.weir.stream;

/** A relay between streams in memory. */
class PipeRelayTests extends RelayContract {

    @Override
    Pipe connect(StreamOptions options) {
        return Pipe.open(options);
    }

    /** Two pipes hold 64 KiB each, and the relay at most one read of 128 KiB. */
    @Override
    int window() {
        return 300_000;
    }
}
