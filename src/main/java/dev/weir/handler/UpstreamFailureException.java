package dev.weir.handler;

import dev.weir.observe.CloseCause;
import dev.weir.observe.StatedCause;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A forwarded connection ended because of its target. */
final class UpstreamFailureException extends IOException implements StatedCause {

    @Serial
    private static final long serialVersionUID = 1;

    private final CloseCause closeCause;

    /** @param cause the failure of the target's connection, or of the attempts to open one */
    UpstreamFailureException(CloseCause closeCause, @Nullable IOException cause) {
        super(closeCause.label() + (cause == null ? "" : ": " + cause.getMessage()), cause);
        this.closeCause = closeCause;
    }

    @Override
    public CloseCause closeCause() {
        return closeCause;
    }
}
