/** Common given names, ASCII only. */
export const firstNames = `
Aaron Abigail Adam Adrian Aisha Alan Alejandra Alex Alice Alicia Amanda Amber Amir Amy Ana Andre Andrea Andrew Angela Anita Anna Anthony Antonio
Ariel Arthur Ashley Barbara Beatriz Benjamin Bernard Beth Bianca Brandon Brenda Brian Bruno Caleb Cameron Carla Carlos Carmen Caroline Catherine
Charles Chloe Chris Cindy Claire Connor Craig Cynthia Dana Daniel David Deborah Denise Derek Diana Diego Dominic Donna Dylan Edward Elena Eli
Elijah Elizabeth Ella Emily Emma Eric Erin Ethan Eva Evan Faith Farah Felix Fiona Frances Frank Gabriel Gary George Gina Grace Greg Hannah Harold
Hassan Hazel Heather Helen Henry Hugo Ian Ines Irene Isaac Isabel Ivan Jack Jacob James Jamie Janet Jasmine Jason Jean Jeffrey Jennifer Jesse
Joan Joel John Jonathan Jordan Jose Joshua Joyce Juan Judith Julia Julian Karen Katherine Kayla Keith Kelly Kenneth Kevin Kim Kyle Lara Laura
Lauren Leah Leo Leslie Liam Linda Lisa Logan Louis Lucas Lucy Luis Luke Lydia Madison Marco Margaret Maria Mark Martha Martin Mary Mason Matthew
Maya Megan Melissa Mia Michael Michelle Miguel Mila Miriam Molly Monica Nadia Naomi Natalie Nathan Nicholas Nicole Nina Noah Nora Oliver Olivia
Omar Oscar Pamela Patricia Patrick Paul Pedro Peter Philip Priya Rachel Rafael Raymond Rebecca Ricardo Richard Rita Robert Robin Rosa Roy Ruth
Ryan Samantha Samuel Sandra Sara Scott Sean Sergio Seth Shannon Sharon Simon Sofia Sophia Stella Stephen Steven Susan Tanya Tara Taylor Teresa
Theo Thomas Tiffany Tim Todd Tracy Travis Tyler Vanessa Vera Victor Vincent Virginia Walter Wayne Wendy William Yara Yusuf Zachary Zoe`
  .trim()
  .split(/\s/);

/** Common family names, ASCII only. */
export const lastNames = `
Abbott Adams Aguilar Ali Allen Alvarez Anderson Andrews Archer Armstrong Arnold Atkins Austin Bailey Baker Ballard Banks Barber Barker Barnes
Barrett Bates Becker Bell Bennett Berg Berry Bishop Black Blair Blake Bond Bowen Bradley Brady Brennan Brooks Brown Bryant Burke Burns Burton
Butler Byrd Caldwell Campbell Cannon Carey Carlson Carpenter Carr Carroll Carter Castillo Castro Chambers Chan Chang Chapman Chavez Chen Clark
Clarke Cohen Cole Coleman Collins Conner Cook Cooper Cortez Costa Cox Craig Crane Crawford Cross Cruz Cunningham Curtis Dalton Daniels Davidson
Davis Dawson Day Dean Delgado Diaz Dickson Dixon Douglas Doyle Drake Duncan Dunn Edwards Elliott Ellis Estrada Evans Farmer Ferguson Fernandez
Fields Fisher Fleming Fletcher Flores Ford Foster Fowler Fox Francis Franklin Frazier Freeman Fuentes Fuller Garcia Gardner Garner Garza Gibson
Gilbert Gomez Gonzalez Goodman Gordon Graham Grant Graves Gray Green Greene Griffin Guerrero Guzman Hale Hall Hamilton Hansen Hardy Harmon Harper
Harris Hart Harvey Hayes Henderson Hernandez Herrera Hicks Hill Hodges Hoffman Holland Holmes Holt Horton Howard Howell Hubbard Hudson Hughes
Hunt Hunter Ingram Jackson Jacobs James Jenkins Jensen Jimenez Johnson Johnston Jones Jordan Joseph Kaur Keller Kelly Kennedy Khan Kim King Klein
Knight Kumar Lambert Lane Larson Lawrence Lawson Lee Leonard Lewis Li Lin Lindsey Little Lloyd Logan Long Lopez Love Lowe Lucas Lynch Lyons Mack
Maldonado Malone Mann Manning Marsh Marshall Martin Martinez Mason Matthews Maxwell May McCarthy McDonald McGee McKinney Medina Mendez Mendoza
Meyer Miles Miller Mills Mitchell Montgomery Moore Morales Moran Moreno Morgan Morris Morrison Morton Moss Mueller Murphy Murray Myers Nash
Navarro Neal Nelson Newman Newton Nguyen Nichols Norman Norris Norton Nunez O'Brien O'Connor Oliver Olson Ortega Ortiz Owens Padilla Page Palmer
Park Parker Parks Parsons Patel Patterson Patton Paul Payne Pearson Perez Perkins Perry Peters Peterson Phelps Phillips Pierce Porter Potter
Powell Powers Pratt Price Quinn Ramirez Ramos Ramsey Ray Reed Reese Reeves Reid Reyes Reynolds Rhodes Rice Richards Riley Rios Rivera Robbins
Roberts Robinson Rodgers Rodriguez Rogers Romero Rose Ross Rowe Ruiz Russell Ryan Salazar Sanchez Sanders Sandoval Santiago Santos Saunders
Schmidt Schneider Schwartz Scott Sharp Shaw Shelton Sherman Silva Simmons Simon Simpson Sims Singh Smith Snyder Soto Sparks Spencer Stanley
Steele Stephens Stevens Stewart Stone Strickland Sullivan Sutton Swanson Tate Taylor Terry Thomas Thompson Thornton Torres Townsend Tran Tucker
Turner Tyler Underwood Valdez Vargas Vasquez Vaughn Vega Wade Wagner Walker Wallace Walsh Walters Wang Ward Warner Warren Washington Watkins
Watson Watts Weaver Webb Weber Webster Welch Wells West Wheeler White Wilkins Williams Wilson Wise Wolfe Wong Wood Woods Wright Wu Yang Yates
Young Zhang Zimmerman`
  .trim()
  .split(/\s/);
