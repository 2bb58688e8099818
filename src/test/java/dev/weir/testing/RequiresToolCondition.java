package dev.weir.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

final class RequiresToolCondition implements ExecutionCondition {

    static final String REQUIRE = "weir.require-tools";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class).stream()
                .flatMap(required -> Arrays.stream(required.value()))
                .filter(tool -> !isInstalled(tool))
                .toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all tools are here");
        }
        String reason = "not installed: " + String.join(", ", missing);
        if (Boolean.getBoolean(REQUIRE)) {
            throw new IllegalStateException(reason + ", which -D" + REQUIRE + "=true does not forgive");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
