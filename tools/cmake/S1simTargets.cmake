# s1sim_library(NAME SOURCES a.cpp … LINKS other …): the one library of a folder; NAME is the folder's, `s1sim_NAME` the target.
function(s1sim_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(s1sim_${name} STATIC ${arg_SOURCES})
  target_link_libraries(s1sim_${name} PUBLIC s1sim_options ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
endfunction()

# Each tier of tests is a target, tests_unit, tests_simulation, …, and so is each label that tools/check picks out:
# tests_threads is what ThreadSanitizer should see. They exist even while nothing belongs to them.
foreach(group unit simulation integration conformance fuzz bench threads)
  add_custom_target(tests_${group})
endforeach()

# Seconds until a test that says nothing else is taken to hang: far more than any needs, since sanitizers cost a factor of
# five to fifteen, and machines are shared.
set(S1SIM_TEST_TIMEOUT 600)
if(S1SIM_SANITIZE)
  set(S1SIM_TEST_TIMEOUT 1800)
endif()

# s1sim_test(TIER NAME SOURCES a.cpp … LINKS other … [TIMEOUT seconds] [LABELS threads]):
# one doctest program, one ctest of the same name, labelled with its tier and LABELS.
function(s1sim_test tier name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS;LABELS;ARGS" ${ARGN})
  set(target test_${tier}_${name})
  set(labels ${tier} ${arg_LABELS})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE s1sim_test_main ${arg_LINKS})
  # Each test file has helpers of its own, under the same names: no batches.
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  add_test(NAME ${tier}.${name} COMMAND ${target} ${arg_ARGS})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${S1SIM_TEST_TIMEOUT})
  endif()
  set_tests_properties(${tier}.${name} PROPERTIES LABELS "${labels}" TIMEOUT ${arg_TIMEOUT})
  foreach(group ${labels})
    add_dependencies(tests_${group} ${target})
  endforeach()
endfunction()

# s1sim_program_test(TIER NAME script.py [TIMEOUT seconds]): a Python script that drives the built s1sim from outside.
# Python's standard library is all it needs (DLMS clients: and python3-cryptography); -B because it must leave nothing in the source tree.
function(s1sim_program_test tier name script)
  cmake_parse_arguments(arg "" "TIMEOUT" "" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${S1SIM_TEST_TIMEOUT})
  endif()
  add_test(NAME ${tier}.${name} COMMAND python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/${script} $<TARGET_FILE:s1sim>)
  set_tests_properties(${tier}.${name} PROPERTIES LABELS "${tier};program" TIMEOUT ${arg_TIMEOUT})
  add_dependencies(tests_${tier} s1sim)
endfunction()
