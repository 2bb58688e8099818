package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Tells which settings file cannot be read at all: one without permission, or a {@code .properties} file that is malformed. */
final class UnreadableFileFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalStateException cause) {
        if (!ConfigFiles.wereRead(cause) || !String.valueOf(cause.getMessage()).startsWith("IO error on loading")) {
            return null;
        }
        return new FailureAnalysis(
                "Settings cannot be read: "
                        + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                "Let this process read the file, and write it in the form that its name says.",
                cause);
    }
}
