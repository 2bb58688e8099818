package dev.weir.stream;

import dev.weir.test.Faults;

/** A transport with {@link Faults#none()} behaves as the one below it. */
class NoFaultsStreamTests extends TcpStreamContract {

    @Override
    public Pipe connect(StreamOptions options) {
        return FaultyPipe.open(Faults.none(), options);
    }
}
