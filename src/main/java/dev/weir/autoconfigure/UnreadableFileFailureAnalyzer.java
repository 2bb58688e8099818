package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Explains which configuration file cannot be loaded: it is not readable, or a malformed {@code .properties} file. */
final class UnreadableFileFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalStateException cause) {
        if (!ConfigFiles.isLoadFailure(cause)
                || !String.valueOf(cause.getMessage()).startsWith("IO error on loading")) {
            return null;
        }
        return new FailureAnalysis(
                "Settings cannot be read: "
                        + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                "Let this process read the file, and write it in the format of its extension.",
                cause);
    }
}
