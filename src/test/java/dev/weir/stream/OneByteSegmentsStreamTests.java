package dev.weir.stream;

import dev.weir.test.Faults;

/** A connection that moves one byte with each call: the sections of the contract in which no read expects a whole message. */
class OneByteSegmentsStreamTests extends ConnectedStreamsLifecycle
        implements CloseContract, IdentityContract, InterruptContract, TransferContract {

    @Override
    public Pipe connect(StreamOptions options) {
        return FaultyPipe.open(Faults.none().segments(1), options);
    }
}
