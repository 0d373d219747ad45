# What stands together in a unity build (CMAKE_UNITY_BUILD; the presets say where): files of one folder and no other, in
# the order of their names, UNITY_BUILD_BATCH_SIZE at a time: two cores share a large folder. With
# -DCMAKE_UNITY_BUILD_BATCH_SIZE=1000 whole folders, which shows a name that two pieces use.
function(nameward_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  get_target_property(size ${target} UNITY_BUILD_BATCH_SIZE)
  get_target_property(files ${target} SOURCES)
  list(SORT files)
  foreach(file IN LISTS files)
    cmake_path(ABSOLUTE_PATH file)
    cmake_path(GET file PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    math(EXPR piece "0${files_in_${folder}} / ${size}")
    math(EXPR files_in_${folder} "0${files_in_${folder}} + 1")
    set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${folder}_${piece})
  endforeach()
endfunction()
