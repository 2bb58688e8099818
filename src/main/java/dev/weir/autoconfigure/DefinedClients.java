package dev.weir.autoconfigure;

import dev.weir.client.FrameClient;
import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import dev.weir.observe.ClientStatistics;
import java.util.List;

/**
 * The clients that the settings define.
 *
 * @param bytes those without framing
 * @param frames those with framing
 */
record DefinedClients(List<TcpClient> bytes, List<UntypedFrameClient> frames) {

    DefinedClients {
        bytes = List.copyOf(bytes);
        frames = List.copyOf(frames);
    }

    TcpClients all() {
        return new TcpClients(
                bytes,
                frames.stream()
                        .<FrameClient<?, ?>>map(UntypedFrameClient::client)
                        .toList());
    }

    /** Of the clients that make requests. */
    List<ClientStatistics> frameStatistics() {
        return frames.stream().map(frame -> frame.client().statistics()).toList();
    }
}
