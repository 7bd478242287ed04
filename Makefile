# The developer's door. Targets find a JDK 25 themselves; what else is missing is installed as root on
# Debian, and named elsewhere.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help fmt check test it fuzz bench bench-keys rounds soak cgroup2 matrix build run demo clean lab lab-down jdk tools

comma = ,
MVN = JAVA_HOME=$$(lab/jdk) mvn

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r target text; \
	do printf 'make %-10s %s\n' "$$target" "$$text"; done

fmt: jdk ## format the sources
	$(MVN) -q spotless:apply

check: jdk ## format, compile gates and unit tests; needs no Docker
	$(MVN) -q spotless:check test

test: tools ## everything: the scripts, the gates, unit tests, and tests on a real engine, registry and README
	shellcheck -x -P SCRIPTDIR tianniu $$(find lab -type f) bench/faults bench/keys bench/run .ci/run
	lab/with env JAVA_HOME="$$(lab/jdk)" mvn -q spotless:check verify

it: tools ## tests on a real engine only; make it T=ReadmeQuickstartIT for one
	lab/with env JAVA_HOME="$$(lab/jdk)" mvn -q verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false $(if $(T),-Dit.test=$(T))

fuzz: jdk ## every operation with what nobody should send; make fuzz N=100000 SEED=7
	$(MVN) -q test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
	"$$(lab/jdk)/bin/java" --enable-native-access=ALL-UNNAMED -Xmx512m -XX:+UseSerialGC \
	  -cp "target/test-classes:target/classes:$$(cat target/test-classpath)" tianniu.fuzz.FuzzMain $(or $(N),100000) $(SEED)

bench: jdk ## us beside the plain engine, into bench/RESULTS.md; make bench S=list,stats ROUNDS=1 SECONDS=2 for a look
	@lab/need wrk:wrk curl:curl
	$(MVN) -q -DskipTests package
	./tianniu build
	JAVA_HOME="$$(lab/jdk)" bench/run $(if $(S),--sections $(S)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS))

bench-keys: jdk ## what keys cost: a check, and lists with 10,000 of them; into bench/RESULTS.md
	@lab/need curl:curl wrk:wrk
	$(MVN) -q -DskipTests package
	JAVA_HOME="$$(lab/jdk)" bench/keys

rounds: jdk ## kill -9 of server and engine under load, into bench/FAULTS.md; ROUNDS=200 ENGINE_ROUNDS=20 FREEZE=30 SEED=
	$(MVN) -q -DskipTests package
	./tianniu build
	JAVA_HOME="$$(lab/jdk)" bench/faults rounds $(or $(ROUNDS),200) $(or $(ENGINE_ROUNDS),20) $(or $(FREEZE),30) $(SEED)

soak: jdk ## a bounded load for long, into bench/SOAK.md, which says whether all stays flat: make soak MINUTES=60
	$(MVN) -q -DskipTests package
	./tianniu build
	JAVA_HOME="$$(lab/jdk)" bench/faults soak $(or $(MINUTES),60)

cgroup2: tools build ## what we say of usage against the kernel of a whole modern machine, emulated; ten minutes
	lab/modern

matrix: tools ## system tests on Docker 20.10, 26.1, 28.5 and podman, into docs/engines.md; an hour; make matrix E=26.1,modern T=ListIT
	T=$(T) lab/matrix $(subst $(comma), ,$(E))

build: jdk ## the program, and the cache by which it starts quickly
	./tianniu build

run: ## build and run here: make run ARGS="--log-level debug"
	./tianniu up $(ARGS)

demo: ## run on an engine in memory, without Docker
	./tianniu up --demo $(ARGS)

clean: ## remove what was built
	rm -rf target

lab: ## start the lab's engine with the test images, and say how to reach it
	lab/engine up
	export "$$(lab/engine env)"; lab/images >/dev/null; lab/engine env

lab-down: ## remove the lab and all it holds
	lab/engine down

jdk:
	@lab/jdk >/dev/null
	@lab/need mvn:maven

tools: jdk
	@lab/need curl:curl shellcheck:shellcheck
