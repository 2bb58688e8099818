package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.actuate.TcpClientsEndpoint.ClientDescriptor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Everything the live page shows at one moment.
 *
 * @param application the application's name
 * @param version Weir's version
 * @param state accepting or refusing: whether the application is ready
 * @param total number of live streams of the listeners asked for, whether listed or not
 * @param streams without what the page does not show, as it is most of the length
 * @param ended the streams that ended last, the latest first
 * @param clients left out if there are none
 * @param captures those that are running, and the last of the others; {@code null}, and left out, where they are not available
 */
record LiveState(
        String application,
        String version,
        Instant time,
        String state,
        List<LiveListener> listeners,
        int total,
        @JsonIgnoreProperties({"handler", "localAddress"}) List<StreamDescriptor> streams,
        List<ClosedStream> ended,
        List<Warning> warnings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ClientDescriptor> clients,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<CaptureDescriptor> captures,
        May may,
        Paths paths)
        implements OperationResponseBody {

    /**
     * Whether actuator allows changes, which the page offers only then.
     *
     * @param listeners to pause, resume and drain listeners
     * @param streams to end streams
     * @param captures to start and end captures
     */
    record May(boolean listeners, boolean streams, boolean captures) {}

    /** Paths of endpoints below the base path, as mapped by the operator. */
    record Paths(String weir, String listeners, String streams, String captures) {}
}
