package dev.weir.stream;

import java.util.List;

/** A transport with limits, which the longer transfers reach, behaves as the one below it. */
class RateLimitedStreamTests extends TcpStreamContract {

    private static final long BYTES_PER_SECOND = 4_000_000;

    private final RateLimit shared = RateLimit.of(BYTES_PER_SECOND);

    @Override
    public Pipe connect(StreamOptions options) {
        TransportPipe ends = Transport.pipe();
        return new Pipe(
                TcpStream.over(limited(ends.client()), options), TcpStream.over(limited(ends.server()), options));
    }

    /** More than pipes hold, and no more than passes in two seconds. */
    @Override
    public int flood() {
        return 3_000_000;
    }

    private Transport limited(Transport transport) {
        return new RateLimitedTransport(
                transport,
                List.of(RateLimit.of(BYTES_PER_SECOND), shared),
                List.of(RateLimit.of(BYTES_PER_SECOND), shared));
    }
}
