package io.agenticproxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** Arrows between packages point down: features, then exchange, then wire. Features meet in {@code routes/} only. */
@AnalyzeClasses(packages = "io.agenticproxy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.agenticproxy";
    /** What no package is a feature of: the application itself, what features share, and what knows nothing of them. */
    private static final String[] NO_FEATURES = {ROOT, ROOT + ".wire..", ROOT + ".pricing..", ROOT + ".exchange.."};
    /** Made by name, by Tomcat and by Jolokia. */
    private static final Set<String> PUBLIC = Set.of("ExactProtocol", "TomcatErrors", "ConsolePolicy");

    @ArchTest
    static final ArchRule theWireKnowsBytesAndJsonOnly = classes()
            .that()
            .resideInAnyPackage(ROOT + ".wire..", ROOT + ".pricing..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    ROOT + ".wire..",
                    ROOT + ".pricing..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.brotli..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule whatTravelsKnowsNoFeature = classes()
            .that()
            .resideInAPackage(ROOT + ".exchange..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    ROOT + ".exchange..",
                    ROOT + ".wire..",
                    ROOT + ".pricing..",
                    "java..",
                    "javax.crypto..",
                    "jakarta.servlet..",
                    "org.apache.camel",
                    "org.apache.camel.spi",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule noFeatureKnowsAnother = slices().matching(ROOT + ".(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage(ROOT + ".."), resideInAnyPackage(NO_FEATURES));

    @ArchTest
    static final ArchRule noPackagesInACircle =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule jsonIsMappedInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".wire..", ROOT + ".dashboard..", ROOT + ".demo..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("ObjectMapper");

    @ArchTest
    static final ArchRule aFeatureShowsNothing = classes()
            .that(resideInAPackage(ROOT + ".(*)..").and(not(resideInAnyPackage(NO_FEATURES))))
            .should(bePackagePrivateUnlessNamed());

    @ArchTest
    static final ArchRule aClassIsFinalUnlessAFrameworkExtendsIt = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
            .and()
            .areNotMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static void everyPackageIsNullMarkedAndSaysWhatItIsFor(JavaClasses all) {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : all) {
            JavaPackage its = type.getPackage();
            if (!its.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(its.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    private static ArchCondition<JavaClass> bePackagePrivateUnlessNamed() {
        return new ArchCondition<>("be package-private, but for " + PUBLIC) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean top = type.isTopLevelClass();
                if (top
                        && type.getModifiers().contains(JavaModifier.PUBLIC)
                        && !PUBLIC.contains(type.getSimpleName())) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is public"));
                }
            }
        };
    }
}
