# Writes OUT: nameward::embedded::<NAME>(), the FILES in order as (file name, text).
# Run with: cmake -DNAME=migrations "-DFILES=a.sql;b.sql" -DOUT=x.cpp -P embed.cmake
set(text "#include \"nameward/embedded.h\"\n\nnamespace nameward::embedded {\n\n")
string(APPEND text "std::span<const File> ${NAME}() {\n    static constexpr File files[] = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" content HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" content "${content}")
  # Short pieces: a compiler need not take a string literal over 65,536 bytes in one go.
  string(REGEX REPLACE "(\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..)"
         "\\1\"\n         \"" content "${content}")
  string(APPEND text "        {\"${name}\",\n         \"${content}\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace nameward::embedded\n")
file(WRITE "${OUT}" "${text}")
